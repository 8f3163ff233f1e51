import { createRoot } from "solid-js";
import { describe, expect, it, vi } from "vitest";
import { makeGate } from "../test/gate.ts";
import { sampleSource } from "../test/sample-data.ts";
import { id } from "../test/sample-ids.ts";
import { ApiProblem } from "./api-problem.ts";
import { createUploads } from "./create-uploads.ts";
import type { UploadSteps } from "./upload-file.ts";

function makeUploads(put: UploadSteps["put"]) {
  const log: string[] = [];
  let made = 0;
  const clock = { nowMs: 0 };
  const uploads = createRoot(() =>
    createUploads({
      now: () => clock.nowMs,
      newId: () => `u${++made}`,
      onStored: async (name) => log.push(`stored ${name}`),
      steps: {
        async declare(file) {
          log.push(`declare ${file.name}`);
          const source = sampleSource(log.length, { name: file.name }, new Date(0).toISOString());
          return {
            source,
            upload: { method: "PUT", url: "/x", headers: {}, expiresAt: new Date(clock.nowMs + 60_000).toISOString() },
          };
        },
        put,
        complete: async () => void log.push("complete"),
        discard: async (sourceId) => void log.push(`discard ${sourceId}`),
      },
    }),
  );
  return { uploads, log, clock };
}

const file = (name: string) => new File(["hello"], name);

describe("uploads", () => {
  it("declares, sends and completes each file, three at a time", async () => {
    const gate = makeGate();
    let running = 0;
    let most = 0;
    const { uploads, log } = makeUploads(async () => {
      running += 1;
      most = Math.max(most, running);
      await gate.opened;
      running -= 1;
    });
    uploads.add(["a.txt", "b.txt", "c.txt", "d.txt", "e.txt"].map(file));
    expect(uploads.isBusy()).toBe(true);
    gate.open();
    await vi.waitFor(() => expect(uploads.items).toHaveLength(0));
    expect(most).toBe(3);
    expect(log.filter((line) => line.startsWith("stored"))).toHaveLength(5);
  });

  it("shows an unsupported file at once and lets its neighbours go on", async () => {
    const { uploads, log } = makeUploads(async () => undefined);
    uploads.add([file("a.exe"), file("b.txt")]);
    await vi.waitFor(() => expect(log).toContain("stored b.txt"));
    expect(uploads.items.map((item) => [item.name, item.phase, item.problem?.code])).toEqual([
      ["a.exe", "failed", "unsupported_media_type"],
    ]);
  });

  it("continues the same source on a retry while its address is good, else declares anew", async () => {
    let failures = 2;
    const { uploads, log, clock } = makeUploads(async () => {
      failures -= 1;
      if (failures >= 0) throw new ApiProblem({ code: "unavailable" });
    });
    uploads.add([file("a.txt")]);
    await vi.waitFor(() => expect(uploads.items[0]?.phase).toBe("failed"));
    uploads.retry("u1");
    await vi.waitFor(() => expect(failures).toBe(0));
    await vi.waitFor(() => expect(uploads.items[0]?.phase).toBe("failed"));
    expect(log).toEqual(["declare a.txt"]);
    clock.nowMs = 50_000;
    uploads.retry("u1");
    await vi.waitFor(() => expect(log).toContain("stored a.txt"));
    expect(log).toEqual(["declare a.txt", "declare a.txt", `discard ${id("source", 1)}`, "complete", "stored a.txt"]);
  });

  it("gives up a dismissed upload and takes its source back", async () => {
    const { uploads, log } = makeUploads(
      (_upload, _file, _onSent, signal) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener("abort", () => reject(new DOMException("", "AbortError"))),
        ),
    );
    uploads.add([file("a.txt")]);
    await vi.waitFor(() => expect(uploads.items[0]?.sourceId).toBeDefined());
    await uploads.dismiss("u1");
    expect(uploads.items).toHaveLength(0);
    expect(log).toEqual(["declare a.txt", `discard ${id("source", 1)}`]);
  });
});
