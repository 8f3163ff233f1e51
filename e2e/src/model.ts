/** A chat model behind the OpenAI protocol that speaks at the test's pace. */
import { once } from "node:events";
import { createServer } from "node:http";

export interface PacedModel {
  url: string;
  /** The words of every answer; undefined: the model is out of order. */
  words: string[] | undefined;
  /** Stands still after so many words until `release` is called. */
  holdAfter: number;
  release(): void;
  close(): Promise<void>;
}

export async function startModel(): Promise<PacedModel> {
  let release: () => void = () => {};
  const server = createServer(async (request, response) => {
    for await (const _part of request);
    if (!model.words) return response.writeHead(400, { "content-type": "application/json" }).end("{}");
    response.writeHead(200, { "content-type": "text/event-stream" });
    const say = (delta: object, reason: string | null = null): void => {
      response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: reason }] })}\n\n`);
    };
    for (const [index, content] of model.words.entries()) {
      if (index === model.holdAfter) await new Promise<void>((resolve) => (release = resolve));
      say({ content });
    }
    say({}, "stop");
    return response.end("data: [DONE]\n\n");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const model: PacedModel = {
    url: `http://127.0.0.1:${address.port}/v1`,
    words: undefined,
    holdAfter: -1,
    release: () => release(),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return model;
}
