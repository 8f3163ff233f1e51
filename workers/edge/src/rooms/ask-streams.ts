const encoder = new TextEncoder();

/** Answers on their way to callers over HTTP, one frame a line. They end with the instance. */
export function createAskStreams() {
  const controllers = new Map<string, ReadableByteStreamController>();
  return {
    ids: () => [...controllers.keys()],
    /** `onGone` is called if the reader leaves before the end. */
    open(id: string, onGone: () => void): ReadableStream<Uint8Array> {
      return new ReadableStream({
        type: "bytes",
        start: (controller) => {
          controllers.set(id, controller);
        },
        cancel: () => {
          controllers.delete(id);
          onGone();
        },
      });
    },
    send(id: string, text: string): void {
      controllers.get(id)?.enqueue(encoder.encode(`${text}\n`));
    },
    close(id: string): void {
      const controller = controllers.get(id);
      controllers.delete(id);
      controller?.close();
    },
  };
}
