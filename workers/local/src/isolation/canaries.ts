import { createHash } from "node:crypto";

/** What only the tenant itself may see, and what an agent shows to every visitor. */
export type Secrecy = "private" | "face";

const PREFIX: Record<Secrecy, string> = { private: "nvxcanary", face: "nvxface" };
const MARK = /nvx(?:canary|face)[0-9a-f]{12}/g;

/** A word that stands nowhere else, the same in each run of the same seed. */
export function markOf(seed: string, secrecy: Secrecy, what: string): string {
  return `${PREFIX[secrecy]}${createHash("sha256").update(`${seed}\n${what}`).digest("hex").slice(0, 12)}`;
}

export interface Watch {
  /** Words that must not be seen, and ids that nobody ever named. */
  readonly hidden: readonly string[];
}

/** What a text shows that it must not. `isPublic`: the face of an agent may be seen, nothing else. */
export function findCanaries(text: string, { hidden }: Watch, { isPublic = false } = {}): string[] {
  const marks = [...text.matchAll(MARK)].map(([mark]) => mark);
  const wrong = isPublic ? marks.filter((mark) => mark.startsWith(PREFIX.private)) : marks;
  return [...new Set([...wrong, ...hidden.filter((word) => text.includes(word))])];
}
