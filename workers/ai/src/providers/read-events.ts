import { createParser } from "eventsource-parser";
import { ModelError } from "../model-error.ts";

/** A stream without a line end is cut here. */
const BUFFER_MAX_CHARS = 1024 * 1024;

/** The `data` of each server-sent event of a response body, grouped as they arrived. Throws the signal's reason. */
export async function* readEvents(body: ReadableStream<Uint8Array>, signal: AbortSignal): AsyncGenerator<string[]> {
  let events: string[] = [];
  let isTooLong = false;
  const parser = createParser({
    maxBufferSize: BUFFER_MAX_CHARS,
    onEvent: ({ data }) => events.push(data),
    onError: ({ type }) => {
      isTooLong ||= type === "max-buffer-size-exceeded";
    },
  });
  const decoder = new TextDecoder();
  const reader = body.getReader();
  // The connection may already be gone; there is nobody left to tell.
  const cancel = () => reader.cancel().catch(() => undefined);
  signal.addEventListener("abort", cancel, { once: true });
  try {
    for (;;) {
      const { done, value } = await reader.read();
      signal.throwIfAborted();
      if (done) return;
      parser.feed(decoder.decode(value, { stream: true }));
      if (isTooLong) throw new ModelError("invalid", "The provider streamed an endless line.");
      if (events.length === 0) continue;
      yield events;
      events = [];
    }
  } finally {
    signal.removeEventListener("abort", cancel);
    await cancel();
  }
}
