/** A file made piece by piece, as fast as it is read. */
export function streamOf(pieces: AsyncGenerator<string, void>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
}

/** A JSON array of these, one a line. */
export async function* asJson(items: AsyncIterable<unknown>): AsyncGenerator<string, void> {
  let separator = "[";
  for await (const item of items) {
    yield `${separator}\n${JSON.stringify(item)}`;
    separator = ",";
  }
  yield separator === "[" ? "[]\n" : "\n]\n";
}
