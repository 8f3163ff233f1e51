import type { Made } from "@netvexa/contract/answer";
import { newId } from "@netvexa/contract/ids";
import { LIMITS } from "@netvexa/contract/limits";
import type { ProblemCode } from "@netvexa/contract/problem";
import type { Grant } from "../doors/turn-budget.ts";
import type { TurnEvent } from "../rag/types.ts";
import type { ConversationSnapshot, RoomDeps, RoomLogEvent, TranscriptEntry, TurnInput } from "../rooms/ports.ts";
import { startOfStillClock } from "./still-clock.ts";

/** One run of the scripted turn runner; the test decides what it says and when. */
export class ScriptedRun {
  readonly input: TurnInput;
  readonly #events: TurnEvent[] = [];
  #failure: unknown;
  #wake: () => void = () => undefined;

  constructor(input: TurnInput) {
    this.input = input;
    input.signal.addEventListener("abort", () => this.fail(input.signal.reason));
  }

  delta(text: string): void {
    this.#events.push({ type: "delta", text });
    this.#wake();
  }

  end(text: string, more: { made?: Made } = {}): void {
    const made = more.made ?? MADE;
    this.#events.push({ type: "end", text, citations: [], made, timings: { total: 1 } });
    this.#wake();
  }

  fail(error: unknown): void {
    this.#failure = error ?? new Error("failed");
    this.#wake();
  }

  async *events(): AsyncGenerator<TurnEvent> {
    for (;;) {
      const event = this.#events.shift();
      if (event !== undefined) {
        yield event;
        if (event.type === "end") return;
      } else if (this.#failure !== undefined) {
        throw this.#failure;
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }
}

export const MADE: Made = { by: "extractive", cached: false, grounded: true };
export const CUT_MADE: Made = { by: "model", model: "scripted", cached: false, grounded: false };

/** What of a room's world a test can break. */
export const BREAKABLE_PARTS = [
  "call",
  "now",
  "random",
  "newMessageId",
  "newLeadId",
  "after",
  "turns",
  "transcript",
  "rights",
] as const;
export type BreakablePart = (typeof BREAKABLE_PARTS)[number];

interface Timer {
  atMs: number;
  action: () => void;
}

/** Everything around one room, held still: turns, transcript, clock and timers move only when a test says so. */
export class RoomScript {
  readonly runs: ScriptedRun[] = [];
  readonly written: TranscriptEntry[] = [];
  readonly snapshots: ConversationSnapshot[] = [];
  readonly logs: RoomLogEvent[] = [];
  transcriptFailures = 0;
  /** What speaks against every visitor at present, and how often that was asked. */
  fault: ProblemCode | undefined;
  isRightsDown = false;
  checks = 0;
  /** What the agent's door was told. */
  readonly notes: { sessionId: string; isOpen: boolean }[] = [];
  isDoorDown = false;
  /** How often the door was asked for more questions, and what it gives. */
  leases = 0;
  grant: Grant = { turns: LIMITS.turnsPerLease, retryAfterMs: 0 };
  /** Instances that have been made of the room so far. */
  composed = 0;
  /** Ports that stand here as they are in production. */
  real: Partial<RoomDeps> = {};
  nowMs = startOfStillClock();
  /** Every use of this part of the world fails like this; `call` stands for the calls of the Worker themselves. */
  broken: { part: BreakablePart; error: Error } | undefined;
  #timers: Timer[] = [];

  get run(): ScriptedRun {
    const last = this.runs.at(-1);
    if (last === undefined) throw new Error("no turn has been started");
    return last;
  }

  advance(ms: number): void {
    this.nowMs += ms;
    const due = this.#timers.filter((timer) => timer.atMs <= this.nowMs);
    this.#timers = this.#timers.filter((timer) => timer.atMs > this.nowMs);
    for (const timer of due) timer.action();
  }

  /** Throws if this part is broken at present. */
  use(part: BreakablePart): void {
    if (this.broken?.part === part) throw this.broken.error;
  }

  deps(): RoomDeps {
    const deps = this.#sound();
    const breakable = <A extends unknown[], R>(part: BreakablePart, work: (...args: A) => R) => {
      return (...args: A): R => {
        this.use(part);
        return work(...args);
      };
    };
    return {
      ...deps,
      now: breakable("now", deps.now),
      random: breakable("random", deps.random),
      newMessageId: breakable("newMessageId", deps.newMessageId),
      newLeadId: breakable("newLeadId", deps.newLeadId),
      after: breakable("after", deps.after),
      turns: { ...deps.turns, run: breakable("turns", deps.turns.run) },
      transcript: { write: breakable("transcript", deps.transcript.write) },
      rights: { ...deps.rights, check: breakable("rights", deps.rights.check) },
    };
  }

  #sound(): RoomDeps {
    this.composed += 1;
    return {
      origin: "https://netvexa.test",
      turns: {
        cutMade: CUT_MADE,
        run: (input) => {
          const run = new ScriptedRun(input);
          this.runs.push(run);
          return run.events();
        },
      },
      transcript: {
        write: async (_join, snapshot, entries) => {
          if (this.transcriptFailures > 0) {
            this.transcriptFailures -= 1;
            throw new Error("the transcript is away");
          }
          this.snapshots.push(snapshot);
          this.written.push(...entries);
        },
      },
      rights: {
        check: async () => {
          this.checks += 1;
          if (this.isRightsDown) throw new Error("nobody answers");
          return this.fault;
        },
        renew: async () => ({ token: `token-of-${this.nowMs}`, expiresAtMs: this.nowMs + 15 * 60_000 }),
      },
      door: {
        note: async (_join, is) => {
          if (this.isDoorDown) throw new Error("nobody answers");
          this.notes.push(is);
        },
        lease: async () => {
          if (this.isDoorDown) throw new Error("nobody answers");
          this.leases += 1;
          return this.grant;
        },
      },
      log: (event) => this.logs.push(event),
      now: () => this.nowMs,
      random: () => 0.5,
      newMessageId: () => newId("message"),
      newLeadId: () => newId("event"),
      after: (delayMs, action) => {
        const timer = { atMs: this.nowMs + delayMs, action };
        this.#timers.push(timer);
        return () => {
          this.#timers = this.#timers.filter((other) => other !== timer);
        };
      },
      ...this.real,
    };
  }
}

const scripts = new Map<string, RoomScript>();

/** The script of the room with this name. It outlives the object, as the world around a real one does. */
export function scriptOf(name: string): RoomScript {
  const script = scripts.get(name) ?? new RoomScript();
  scripts.set(name, script);
  return script;
}
