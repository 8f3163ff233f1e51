import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { main } from "./main.ts";

let folder: string;
let server: Server;
let calls: string[];
let hits: { externalId: string }[];

/** A server that speaks the public API and always finds the same documents. */
function standIn(): Server {
  return createServer(async (request, response) => {
    calls.push(`${request.method} ${request.url}`);
    await drain(request);
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(answer(request)));
  });
}

function answer({ method, url = "" }: IncomingMessage): unknown {
  if (url.endsWith("/search")) return { hits, timings: { db: 2, total: 3 } };
  if (url.endsWith("/sources")) return { source: { id: "src_1" } };
  if (method === "GET") return { status: "ready", chunks: 2, progress: { done: 2, total: 2 } };
  return { id: "agt_1" };
}

async function drain(request: IncomingMessage): Promise<void> {
  for await (const _ of request);
}

beforeEach(async () => {
  calls = [];
  hits = [{ externalId: "b" }, { externalId: "b" }, { externalId: "a" }];
  server = standIn();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  folder = await mkdtemp(join(tmpdir(), "bench-"));
  await writeFile(join(folder, "dev.json"), JSON.stringify({ url: `http://127.0.0.1:${port}`, apiKey: "nvx_key" }));
  await writeFile(
    join(folder, "passages-de.json"),
    JSON.stringify({
      docs: [
        { id: "a", title: "Rückgabe", text: "Geld zurück" },
        { id: "b", title: "Versand", text: "Pakete" },
      ],
      queries: [{ id: "q", text: "Rückgaben", rel: { a: 1 } }],
    }),
  );
});

afterEach(async () => {
  vi.restoreAllMocks();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

function bench(...more: string[]): Promise<number> {
  return main(["--data", join(folder, "passages-de.json"), "--dev", join(folder, "dev.json"), ...more]);
}

test("documents go in, questions are scored beside BM25, and the agent is deleted", async () => {
  const print = vi.spyOn(console, "log").mockReturnValue();
  expect(await bench()).toBe(0);
  expect(JSON.parse(String(print.mock.calls[0]?.[0]))).toMatchObject({
    set: "passages-de",
    locale: "de",
    documents: 2,
    chunks: 2,
    product: { mrr10: 0.5, recall5: 1 },
    bm25: { ndcg10: 1, mrr10: 1 },
    difference: { mrr10: -0.5 },
    search: { sample: 1, dbP50Ms: 2 },
  });
  expect(calls.at(-1)).toBe("DELETE /v1/agents/agt_1");
});

test("--keep leaves the agent in place", async () => {
  vi.spyOn(console, "log").mockReturnValue();
  await bench("--keep");
  expect(calls.filter((call) => call.startsWith("DELETE"))).toEqual([]);
});

test.each([
  ["no data", []],
  ["a missing file", ["--data", "/nowhere/set.json"]],
  ["an unknown option", ["--data", "x.json", "--loud"]],
  ["a silly concurrency", ["--data", "x.json", "--concurrency", "0"]],
])("%s is a usage error", async (_, args) => {
  const complain = vi.spyOn(console, "error").mockReturnValue();
  expect(await main(args)).toBe(2);
  expect(String(complain.mock.calls[0]?.[0])).toContain("npm run bench -- retrieval");
});
