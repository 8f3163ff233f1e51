import { EMBEDDED_MODEL_ID, embeddingModel } from "@netvexa/ai/embedding-models";
import type { GenerateEvent, Generator } from "@netvexa/ai/generate";
import { ModelError } from "@netvexa/ai/model-error";
import { AgentInput } from "@netvexa/contract/http/agents";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makePassage } from "./testing/make-passage.ts";
import { type Found, runTurn, type TurnDeps } from "./turn.ts";
import type { HistoryTurn, TurnEnd } from "./types.ts";

const passages = [
  makePassage({
    n: 1,
    title: "Delivery",
    text: "We deliver to Norway and Iceland. Delivery takes five working days. Parcels are insured.",
    url: "https://shop.example/delivery",
  }),
  makePassage({
    n: 2,
    title: "Returns",
    text: "Send goods back within 30 days. Refunds are paid to the card that was used.",
  }),
];

const found: Found = {
  passages,
  similarity: 0.4,
  idf: undefined,
  isWordsOnly: false,
  timings: { embed: 2, db: 5 },
};

/** A model that says the given pieces and then ends or fails. */
function saying(pieces: readonly string[], failure?: unknown): Generator {
  return {
    model: "test-model",
    async *generate(): AsyncGenerator<GenerateEvent> {
      for (const text of pieces) yield { type: "text", text };
      if (failure !== undefined) throw failure;
      yield { type: "usage", input: 90, output: pieces.length };
    },
  };
}

interface Ask {
  question?: string;
  history?: HistoryTurn[];
  generator?: Generator;
  search?: TurnDeps["search"];
  signal?: AbortSignal;
  onFault?: TurnDeps["onFault"];
}

function start(ask: Ask) {
  let nowMs = 0;
  const deps: TurnDeps = {
    search: ask.search ?? (async () => found),
    thresholds: embeddingModel(EMBEDDED_MODEL_ID).thresholds,
    generator: ask.generator,
    now: () => (nowMs += 1),
    onFault: ask.onFault,
  };
  return runTurn(deps, {
    settings: AgentInput.parse({ name: "Ada" }),
    plan: "starter",
    question: ask.question ?? "How long does delivery take?",
    history: ask.history ?? [],
    signal: ask.signal ?? new AbortController().signal,
  });
}

async function run(ask: Ask = {}): Promise<TurnEnd & { deltas: string[] }> {
  const deltas: string[] = [];
  let end: TurnEnd | undefined;
  for await (const event of start(ask)) {
    if (event.type === "delta") deltas.push(event.text);
    else end = event;
  }
  if (!end) throw new Error("the turn had no end");
  return { ...end, deltas };
}

describe("a turn without a model", () => {
  it("answers in the passages' own sentences", async () => {
    const { text, citations, made, deltas } = await run();
    expect(text).toBe("Delivery takes five working days. [1]");
    expect(citations).toMatchObject([{ n: 1, quote: "Delivery takes five working days.", title: "Delivery" }]);
    expect(made).toEqual({ by: "extractive", cached: false, grounded: true, fallback: "no_model" });
    expect(deltas.join("")).toBe(text);
  });

  it("says that it found nothing and cites nothing", async () => {
    for (const question of ["What is the capital of Mongolia?", "Who won the cup in 1998?"]) {
      const { text, citations, made } = await run({ question });
      expect(text).toMatch(/could not find/u);
      expect([citations, made.by, made.grounded]).toEqual([[], "none", false]);
    }
  });

  it("says so if there are no passages at all", async () => {
    expect((await run({ search: async () => ({ ...found, passages: [] }) })).made.by).toBe("none");
  });

  it("greets without a search", async () => {
    const { text, made, timings } = await run({
      question: "Hello!",
      search: () => Promise.reject(new Error("unused")),
    });
    expect(text).toMatch(/^Hello/u);
    expect([made.by, made.fallback, timings.db]).toEqual(["none", undefined, undefined]);
  });

  it("searches a follow-up with the question before it", async () => {
    const queries: string[] = [];
    const search = async (query: string) => {
      queries.push(query);
      return found;
    };
    const history: HistoryTurn[] = [{ role: "visitor", text: "Do you deliver to Norway?" }];
    const { text } = await run({ question: "And how long does it take?", history, search });
    expect(queries).toEqual(["Do you deliver to Norway?\nAnd how long does it take?"]);
    expect(text).toContain("Delivery takes five working days. [1]");
  });

  it("survives a failing search with an honest word and reports it", async () => {
    const faults: unknown[] = [];
    const error = new Error("database gone");
    const { made, text } = await run({ search: () => Promise.reject(error), onFault: (fault) => faults.push(fault) });
    expect([made.by, made.fallback]).toEqual(["none", "search_failed"]);
    expect(text).toMatch(/at the moment/u);
    expect(faults).toEqual([{ step: "search", error }]);
  });

  it("measures its steps", async () => {
    const { timings } = await run();
    expect(timings).toMatchObject({ embed: 2, db: 5 });
    expect(timings.firstToken).toBeLessThan(timings.total);
  });
});

describe("a turn with a model", () => {
  it("streams the model's words with checked citations", async () => {
    const { text, citations, made } = await run({ generator: saying(["Five working", " days [", "1]", "[99]."]) });
    expect(text).toBe("Five working days [1].");
    expect(citations).toMatchObject([{ n: 1, quote: "Delivery takes five working days." }]);
    expect(made).toEqual({
      by: "model",
      model: "test-model",
      cached: false,
      grounded: true,
      tokens: { input: 90, output: 4 },
    });
  });

  it("is not grounded if the model cites nothing", async () => {
    const { made, citations } = await run({ generator: saying(["I could not find that."]) });
    expect([made.by, made.grounded, citations]).toEqual(["model", false, []]);
  });

  it.each([
    ["fails before its first word", saying([], new ModelError("unavailable", "down"))],
    ["fails while its first words are held back", saying(["[1"], new ModelError("unavailable", "down"))],
    ["says nothing", saying(["  ", "\n"])],
    ["says nothing but a foreign link", saying(["https://evil.example"])],
  ])("falls back to the passages' sentences if the model %s", async (_, generator) => {
    const { text, made } = await run({ generator });
    expect(text).toBe("Delivery takes five working days. [1]");
    expect(made).toMatchObject({ by: "extractive", fallback: "model_failed" });
  });

  it("gives no end if the model breaks off after its first words", async () => {
    const failure = new ModelError("unavailable", "cut");
    const seen: string[] = [];
    const reading = (async () => {
      for await (const event of start({ generator: saying(["Five working days"], failure) })) seen.push(event.type);
    })();
    await expect(reading).rejects.toBe(failure);
    expect(seen).toEqual(["delta"]);
  });

  it("does not fall back when it was aborted", async () => {
    const controller = new AbortController();
    const reason = new Error("stopped");
    const generator: Generator = {
      model: "test-model",
      // biome-ignore lint/correctness/useYield: it is stopped before its first word
      async *generate() {
        controller.abort(reason);
        throw reason;
      },
    };
    await expect(run({ generator, signal: controller.signal })).rejects.toBe(reason);
  });

  it("closes the model's stream when the reader leaves", async () => {
    let isClosed = false;
    const generator: Generator = {
      model: "test-model",
      async *generate() {
        try {
          for (;;) yield { type: "text", text: "word " };
        } finally {
          isClosed = true;
        }
      },
    };
    for await (const _ of start({ generator })) break;
    expect(isClosed).toBe(true);
  });

  it("ends with exactly what it streamed, whatever the model says and however it is cut", async () => {
    const parts = fc.constantFrom(
      ...["[", "]", "(", ")", "1", "9", "[1]", "[2]", "[99]", " ", "\n", "Oak ", "![", "](", "https://evil.example/x"],
      ...[
        "https://shop.example/delivery",
        "<script>alert(1)</script>",
        "[a](javascript:b)",
        ". ",
        "www.",
        "ht",
        "tps://",
      ],
    );
    await fc.assert(
      fc.asyncProperty(fc.array(parts, { maxLength: 30 }), async (pieces) => {
        const { text, deltas, citations, made } = await run({ generator: saying(pieces) });
        expect(deltas.join("")).toBe(text);
        const marks = new Set([...text.matchAll(/\[(\d+)\]/gu)].map(([, n]) => Number(n)));
        expect(citations.map(({ n }) => n)).toEqual([...marks].sort());
        expect(made.grounded).toBe(citations.length > 0);
        for (const { n, quote } of citations) expect(passages[n - 1]?.text).toContain(quote);
        expect(text).not.toContain("evil.example");
      }),
      { numRuns: 300 },
    );
  });

  it("keeps a model that repeats everything from planting marks, links or images", async () => {
    const generator: Generator = {
      model: "parrot",
      async *generate({ system, messages }) {
        const planted = "![p](https://evil.example/p.png) [gift](https://evil.example) [1]: https://evil.example [99]";
        const all = `${planted}\n${system}\n${messages.map(({ content }) => content).join("\n")}`;
        for (let at = 0; at < all.length; at += 3) yield { type: "text", text: all.slice(at, at + 3) };
      },
    };
    const { text } = await run({ generator });
    expect(text).not.toMatch(/evil\.example|\[99\]|!\[/u);
    expect(text).toContain("https://shop.example/delivery");
  });
});
