import type { ServerFrame } from "@netvexa/contract/frames/wire";

/** The complete lines of a stream, without their ends and without empty ones. */
async function* readLines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of stream) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines.filter((line) => line !== "");
  }
  if (rest !== "") yield rest;
}

/** Frames come from our own room, which makes them by type. */
export async function* readFrames(stream: ReadableStream<Uint8Array>): AsyncGenerator<ServerFrame> {
  for await (const line of readLines(stream)) yield JSON.parse(line) as ServerFrame;
}

/** The same frames as server-sent events, one `data` line each. */
export function toEventStream(stream: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const lines = readLines(stream);
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await lines.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(`data: ${value}\n\n`));
    },
    async cancel() {
      await lines.return(undefined);
    },
  });
}
