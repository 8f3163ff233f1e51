export type Surface = "http" | "frame" | "room" | "job" | "table";

export interface Finding {
  readonly surface: Surface;
  readonly where: string;
  readonly what: string;
}

/** What a run has tried and found. A way in counts as covered when it was tried and also shown to work for its owner. */
export interface Ledger {
  readonly findings: Finding[];
  /** Attempts that name, or reach for, what is another tenant's; nothing else. */
  readonly calls: Record<Surface, number>;
  readonly callsByLevel: Record<string, number>;
  readonly tried: Set<string>;
  readonly works: Map<string, boolean>;
  /** What has to be asked by each way in that takes ids, and what of it was asked. */
  readonly expected: Map<string, readonly string[]>;
  readonly cells: Set<string>;
  /** What is answered otherwise, or not asked, by design. */
  readonly exceptions: Set<string>;
  /** Uses of what is one's own, which must work. */
  controls: number;
  /** What is asked only to be compared with: unknown ids, own deleted ones, requests that name nobody. */
  comparisons: number;
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
    expected: new Map(),
    cells: new Set(),
    exceptions: new Set(),
    controls: 0,
    comparisons: 0,
    canaries: 0,
  };
}

export function countCall(ledger: Ledger, surface: Surface, level: string): void {
  ledger.calls[surface] += 1;
  ledger.callsByLevel[level] = (ledger.callsByLevel[level] ?? 0) + 1;
}

export function countControl(ledger: Ledger): void {
  ledger.controls += 1;
}

export function countComparison(ledger: Ledger): void {
  ledger.comparisons += 1;
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

/**
 * The declared ways in that were swept and shown to work, in percent, and what is missing of the others: the way
 * itself, or those of its ids that nothing was asked with.
 */
export function coverageOf(ledger: Ledger, names: readonly string[]): { percent: number; missed: string[] } {
  const gaps = names.map((name) => {
    const isTaken = ledger.tried.has(name) && ledger.works.get(name) === true;
    const empty = (ledger.expected.get(name) ?? []).filter((cell) => !ledger.cells.has(cell));
    return isTaken ? empty : [name, ...empty];
  });
  const covered = gaps.filter((gap) => gap.length === 0).length;
  const percent = names.length === 0 ? 0 : (100 * covered) / names.length;
  return { percent: Math.floor(percent * 10) / 10, missed: gaps.flat() };
}
