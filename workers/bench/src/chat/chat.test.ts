import { hashWords, startScriptedEmbeddings } from "@netvexa/local/testing/scripted-embeddings";
import { describe, expect, it } from "vitest";
import { UsageError } from "../usage.ts";
import { readOptions } from "./options.ts";
import { parseStat } from "./process-usage.ts";
import { formatReport, makeReport } from "./report.ts";
import type { Level } from "./run.ts";

const LEVEL: Level = {
  concurrency: 64,
  chats: 200,
  errors: 0,
  firstError: null,
  notByModel: 0,
  openMs: { p50: 30, p95: 60 },
  addedFirstTokenMs: { p50: 130, p95: 200 },
  totalMs: { p50: 400, p95: 500 },
  chatsPerSecond: 130,
  cpuMsPerChat: 9,
  residentMb: 200,
};

describe("the options of the chat bench", () => {
  it("have the levels of the targets by default", () => {
    expect(readOptions([])).toEqual({
      concurrency: [1, 16, 64],
      chats: 200,
      embeddings: "scripted",
      dev: undefined,
      isJson: false,
    });
  });

  it.each([["--concurrency", "0"], ["--concurrency", "1,x"], ["--chats", "1.5"], ["--embeddings", "real"], ["--what"]])(
    "name a fault: %s %s",
    (...args) => {
      expect(() => readOptions(args)).toThrow(UsageError);
    },
  );
});

describe("the use of a process", () => {
  it("is read past a name with blanks and brackets", () => {
    const fields = Array.from({ length: 50 }, (_, index) => String(index + 3));
    // Fields 14 and 15 are user and system ticks, field 24 the resident pages.
    fields[11] = "120";
    fields[12] = "30";
    fields[21] = "25600";
    expect(parseStat(`4711 (work (er) d) ${fields.join(" ")}`)).toEqual({ cpuMs: 1_500, residentMb: 100 });
  });
});

describe("the report", () => {
  it("sets each target beside what was measured and passes no judgement on what was not", () => {
    const { targets } = makeReport([LEVEL]);
    const find = (part: string) => targets.find(({ target }) => target.includes(part));
    expect(find("at 64, p50")).toMatchObject({ must: 120, measured: 130, isMet: false, isMetEmbedded: true });
    expect(find("at 16, p50")).toMatchObject({ measured: null, isMet: null, isMetEmbedded: null });
    expect(find("CPU")).toMatchObject({ must: 10, measured: 9, isMet: true });
    expect(find("chats a second")).toMatchObject({ must: 120, measured: 130, isMet: true });
  });

  it("says in words what failed", () => {
    const text = formatReport(makeReport([{ ...LEVEL, errors: 1, firstError: "the socket closed with 1006" }]));
    expect(text).toContain("errors 1 (the socket closed with 1006)");
    expect(text).toContain("1 chats failed");
  });
});

describe("the scripted embeddings", () => {
  it("are unit vectors that find like by like", async () => {
    const embeddings = await startScriptedEmbeddings();
    try {
      const input = ["free parking", "parking is free", "gift cards"];
      const response = await fetch(`${embeddings.url}/embeddings`, { method: "POST", body: JSON.stringify({ input }) });
      const { data } = (await response.json()) as { data: { embedding: number[] }[] };
      const [one, two, three] = data.map(({ embedding }) => embedding);
      const cosine = (a: number[] = [], b: number[] = []) =>
        a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
      expect(cosine(one, one)).toBeCloseTo(1);
      expect(cosine(one, two)).toBeGreaterThan(cosine(one, three));
      expect(one).toEqual(hashWords("free parking"));
    } finally {
      await embeddings.close();
    }
  });
});
