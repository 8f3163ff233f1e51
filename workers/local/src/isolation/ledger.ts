export type Surface = "http" | "frame" | "room" | "job" | "table";

export interface Finding {
  readonly surface: Surface;
  readonly where: string;
  readonly what: string;
}

/** What a run has tried and found. A way in counts as covered when it was tried and also shown to work for its owner. */
export interface Ledger {
  readonly findings: Finding[];
  readonly calls: Record<Surface, number>;
  readonly callsByLevel: Record<string, number>;
  readonly tried: Set<string>;
  readonly works: Map<string, boolean>;
  /** Sightings of another tenant's words, ids or rows. */
  canaries: number;
}

export function openLedger(): Ledger {
  return {
    findings: [],
    calls: { http: 0, frame: 0, room: 0, job: 0, table: 0 },
    callsByLevel: {},
    tried: new Set(),
    works: new Map(),
    canaries: 0,
  };
}

export function countCall(ledger: Ledger, surface: Surface, level: string): void {
  ledger.calls[surface] += 1;
  ledger.callsByLevel[level] = (ledger.callsByLevel[level] ?? 0) + 1;
}

export function addFinding(ledger: Ledger, surface: Surface, where: string, what: string): void {
  ledger.findings.push({ surface, where, what });
}

export function addCanary(ledger: Ledger, surface: Surface, where: string, seen: readonly string[]): void {
  if (seen.length === 0) return;
  ledger.canaries += seen.length;
  addFinding(ledger, surface, where, `shows ${seen.join(", ")} of another tenant`);
}

/** Notes that a way in works for whoever owns what it is about; on every level, or it does not count. */
export function noteControl(ledger: Ledger, surface: Surface, name: string, problem: string | undefined): void {
  ledger.works.set(name, (ledger.works.get(name) ?? true) && problem === undefined);
  if (problem !== undefined) addFinding(ledger, surface, name, `does not work for its owner: ${problem}`);
}

/** The declared ways in that were swept and shown to work, in percent, and those that were not. */
export function coverageOf(ledger: Ledger, names: readonly string[]): { percent: number; missed: string[] } {
  const missed = names.filter((name) => !ledger.tried.has(name) || ledger.works.get(name) !== true);
  const percent = names.length === 0 ? 0 : (100 * (names.length - missed.length)) / names.length;
  return { percent: Math.floor(percent * 10) / 10, missed };
}
