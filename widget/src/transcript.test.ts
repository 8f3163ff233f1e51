import type { ServerFrame, StoredMessageFrame, WireProblem } from "@netvexa/contract/frames/wire";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compose, isAwaited, lastSeq, questionBefore, unsent } from "./outbox.ts";
import { apply, EMPTY, type Transcript } from "./transcript.ts";

interface Exchange {
  question: string;
  chunks: string[];
}

const run = (frames: readonly ServerFrame[], from = EMPTY): Transcript => frames.reduce(apply, from);
const visible = ({ entries }: Transcript) =>
  entries.map(({ role, text, status, seq, messageId }) => ({ role, text, status, seq, messageId }));

/** What the server holds of a stored exchange, and what it says live while the exchange happens. */
function stored({ question, chunks }: Exchange, index: number): StoredMessageFrame[] {
  const at = "2026-01-01T00:00:00Z";
  const seq = index * 2 + 1;
  return [
    { type: "message", id: `uuid-${index}`, messageId: `q${index}`, seq, role: "visitor", text: question, at },
    { type: "message", messageId: `a${index}`, seq: seq + 1, role: "agent", text: chunks.join(""), citations: [], at },
  ];
}

function deltas(chunks: readonly string[], messageId: string): ServerFrame[] {
  return chunks.map((text, index) => ({
    type: "delta",
    messageId,
    offset: chunks.slice(0, index).join("").length,
    text,
  }));
}

function live({ chunks }: Exchange, index: number): ServerFrame[] {
  const [messageId, seq] = [`a${index}`, index * 2 + 1];
  return [
    { type: "ack", id: `uuid-${index}`, messageId: `q${index}`, seq },
    { type: "start", messageId, replyTo: `q${index}`, seq: seq + 1 },
    ...deltas(chunks, messageId),
    {
      type: "end",
      messageId,
      seq: seq + 1,
      text: chunks.join(""),
      citations: [],
      made: { by: "extractive", cached: false, grounded: false },
      reason: "complete",
    },
  ];
}

const welcome = (seq = 0): ServerFrame => ({
  type: "welcome",
  conversationId: "cnv",
  seq,
  mode: "bot",
  agent: { name: "Ada" },
});

/** What the server answers to `hello` when `sent` frames of the whole run are behind it. */
function resume(exchanges: readonly Exchange[], sent: number, after: number): ServerFrame[] {
  const frames: ServerFrame[] = [];
  let passed = 0;
  exchanges.forEach((exchange, index) => {
    const script = live(exchange, index);
    const done = Math.max(0, Math.min(script.length, sent - passed));
    passed += script.length;
    const [question, answer] = stored(exchange, index);
    if (done > 0 && question && question.seq > after) frames.push(question);
    if (done === script.length) {
      if (answer && answer.seq > after) frames.push(answer);
    } else if (done > 1) frames.push(...script.slice(1, done));
  });
  return [welcome(), ...frames];
}

const exchanges = fc.array(
  fc.record({
    question: fc.string({ minLength: 1 }),
    chunks: fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 6 }),
  }),
  { minLength: 1, maxLength: 4 },
);

function asked(script: readonly Exchange[]): Transcript {
  return script.reduce((state, { question }, index) => compose(state, `uuid-${index}`, question), EMPTY);
}

function whole(script: readonly Exchange[]): ServerFrame[] {
  return script.flatMap(live);
}

describe("the transcript", () => {
  test("is the same for every index at which the socket is cut", () => {
    const script: Exchange[] = [
      { question: "One?", chunks: ["a", "bc", "👋🏽 d", " [1]"] },
      { question: "Two?", chunks: ["ef", "ef", "ef"] },
    ];
    const frames = whole(script);
    const uncut = visible(run([welcome(), ...frames], asked(script)));
    for (let cut = 0; cut <= frames.length; cut++) {
      for (let missed = 0; cut + missed <= frames.length; missed++) {
        const before = run([welcome(), ...frames.slice(0, cut)], asked(script));
        const again = resume(script, cut + missed, lastSeq(before));
        expect(visible(run([...again, ...frames.slice(cut + missed)], before))).toEqual(uncut);
      }
    }
  });

  test("is the same after any number of cuts with any frames repeated", () => {
    fc.assert(
      fc.property(exchanges, fc.infiniteStream(fc.nat()), (script, chance) => {
        const pick = (below: number): number => (chance.next().value ?? 0) % below;
        const frames = whole(script);
        let state = asked(script);
        let at = 0;
        while (at < frames.length) {
          const seen = resume(script, at, lastSeq(state));
          const next = at + pick(frames.length - at + 1);
          const repeated = frames.slice(at, next).flatMap((frame) => (pick(4) === 0 ? [frame, frame] : [frame]));
          state = run([...seen, ...repeated], state);
          at = Math.max(next, at + (pick(2) === 0 ? 1 : 0));
        }
        state = run(resume(script, frames.length, lastSeq(state)), state);
        expect(visible(state)).toEqual(visible(run([welcome(), ...frames], asked(script))));
      }),
    );
  });

  test("is the same whatever the order in which frames arrive", () => {
    const everyOrder = exchanges.chain((script) =>
      fc.tuple(fc.constant(script), fc.shuffledSubarray(whole(script), { minLength: whole(script).length })),
    );
    fc.assert(
      fc.property(everyOrder, ([script, shuffled]) => {
        const ordered = run(whole(script), asked(script));
        expect(visible(run(shuffled, asked(script)))).toEqual(visible(ordered));
      }),
    );
  });

  test("shows a true beginning of the answer at every moment", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ minLength: 1 }), { minLength: 1 }),
        fc.infiniteStream(fc.nat()),
        (chunks, chance) => {
          const frames = deltas(chunks, "a");
          let state = EMPTY;
          for (let step = 0; step < 20; step++) {
            const frame = frames[(chance.next().value ?? 0) % frames.length];
            if (frame) state = apply(state, frame);
            expect(chunks.join("").startsWith(state.entries[0]?.text ?? "")).toBe(true);
          }
        },
      ),
    );
  });

  test("takes the other text of an answer that the server had to begin again", () => {
    const first = deltas(["The old ", "answer"], "a");
    const second = deltas(["The new", " one"], "a");
    expect(run([...first, ...second]).entries[0]?.text).toBe("The new one");
  });

  test("drops what belongs to another conversation but not what is unsent", () => {
    const old = run([welcome(), ...stored({ question: "Old?", chunks: ["x"] }, 0)]);
    const state = apply(compose(old, "new", "New?"), { ...welcome(), conversationId: "other" } as ServerFrame);
    expect(state.entries.map(({ text }) => text)).toEqual(["New?"]);
  });

  test("keeps a refusal with its message, and others for the conversation", () => {
    const problem: WireProblem = { type: "", title: "", status: 429, detail: "", code: "queue_full", retryable: true };
    const state = compose(EMPTY, "u", "Hi");
    const refused = apply(state, { type: "problem", id: "u", problem });
    expect(refused.entries[0]).toMatchObject({ status: "failed", problem });
    expect(unsent(refused)).toEqual([]);
    expect(unsent(compose(refused, "u", "Hi"))).toEqual([{ type: "message", id: "u", text: "Hi" }]);
    expect(apply(state, { type: "problem", problem }).problem).toBe(problem);
    expect(apply(apply(state, { type: "problem", problem }), welcome()).problem).toBeUndefined();
  });

  test("ignores frames it does not know", () => {
    expect(apply(EMPTY, { type: "later" } as unknown as ServerFrame)).toBe(EMPTY);
  });
});

describe("what follows from the transcript", () => {
  test("asks again from before an open answer, although later messages are stored", () => {
    const state = run([
      { type: "start", messageId: "a", replyTo: "q", seq: 2 },
      { type: "message", messageId: "q2", seq: 3, role: "visitor", text: "Another", at: "" },
    ]);
    expect(lastSeq(state)).toBe(1);
    expect(lastSeq(EMPTY)).toBe(0);
  });

  test("waits for the first words once a message is stored, and not with a person", () => {
    const sent = compose(EMPTY, "u", "Hi");
    expect(isAwaited(sent)).toBe(false);
    const stored = apply(sent, { type: "ack", id: "u", messageId: "q", seq: 1 });
    expect(isAwaited(stored)).toBe(true);
    const begun = apply(stored, { type: "start", messageId: "a", replyTo: "q", seq: 2 });
    expect(isAwaited(begun)).toBe(true);
    expect(isAwaited(apply(begun, { type: "delta", messageId: "a", offset: 0, text: "x" }))).toBe(false);
    expect(isAwaited(apply(stored, { type: "mode", mode: "human", operator: { name: "Grace" } }))).toBe(false);
  });

  test("finds the question of an answer", () => {
    const state = run([0, 1].flatMap((index) => stored({ question: `Q${index}`, chunks: ["x"] }, index)));
    const answer = state.entries.find(({ messageId }) => messageId === "a0");
    expect(answer && questionBefore(state, answer)).toBe("Q0");
  });
});
