/**
 * Reads `text/event-stream`: feed it text as it arrives, it gives back the `data` of every whole event.
 * Comments, ids and event names are skipped; a frame names its own kind.
 */
export function makeEventStreamReader(): (text: string) => string[] {
  let rest = "";
  let data: string[] = [];

  function takeLine(line: string, done: string[]): void {
    if (line === "") {
      if (data.length > 0) done.push(data.join("\n"));
      data = [];
    } else if (line.startsWith("data:")) {
      data.push(line.slice(line.startsWith("data: ") ? 6 : 5));
    }
  }

  return (text) => {
    const done: string[] = [];
    rest += text;
    // A lone CR at the end may be the first half of CRLF: it waits for what follows.
    const held = rest.endsWith("\r") ? 1 : 0;
    const lines = rest.slice(0, rest.length - held).split(/\r\n|\n|\r/);
    rest = (lines.pop() ?? "") + rest.slice(rest.length - held);
    for (const line of lines) takeLine(line, done);
    return done;
  };
}

/** The events of a response body, one by one. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const read = makeEventStreamReader();
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      yield* read(value);
    }
    yield* read("\n\n");
  } finally {
    // Leaving early (a stop, a closed page) must also end the request.
    await reader.cancel().catch(() => undefined);
  }
}
