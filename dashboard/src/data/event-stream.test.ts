import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeEventStreamReader, readEvents } from "./event-stream.ts";

describe("makeEventStreamReader", () => {
  it("gives the data of whole events and keeps the rest", () => {
    const read = makeEventStreamReader();
    expect(read("data: one\n\ndata: tw")).toEqual(["one"]);
    expect(read("o\n")).toEqual([]);
    expect(read("\n")).toEqual(["two"]);
  });

  it("joins data lines and skips comments, names and ids", () => {
    const read = makeEventStreamReader();
    expect(read(": hello\nevent: x\nid: 4\ndata: a\ndata:b\n\n\n\n")).toEqual(["a\nb"]);
  });

  it("reads the same events however the text is cut and lines are ended", () => {
    const line = fc.constantFrom('data: {"a":1}', "data:x", ": note", "", "");
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom("\n", "\r\n", "\r"), fc.array(fc.nat(12)), (lines, end, cuts) => {
        const text = `${lines.join(end)}${end}${end}data: last${end}${end}`;
        const whole = makeEventStreamReader()(text.replaceAll("\r\n", "\n").replaceAll("\r", "\n"));
        const read = makeEventStreamReader();
        const events: string[] = [];
        let at = 0;
        for (const cut of [...cuts, text.length]) {
          events.push(...read(text.slice(at, at + cut)));
          at = Math.min(text.length, at + cut);
        }
        // A trailing CR waits for its LF; what follows settles it.
        events.push(...read("\n"));
        expect(events).toEqual(whole);
      }),
    );
  });
});

it("reads a body to its end and cancels it when left early", async () => {
  let isCancelled = false;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new TextEncoder().encode("data: ä\n\n")),
    cancel() {
      isCancelled = true;
    },
  });
  for await (const event of readEvents(body)) {
    expect(event).toBe("ä");
    break;
  }
  expect(isCancelled).toBe(true);
});
