import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

/** An OpenAI-compatible endpoint for embeddings, which are whatever `vectorOf` makes of a text. */
export async function startModel(vectorOf: (text: string) => Iterable<number>) {
  const server = createServer(async (request, response) => {
    const { input } = (await json(request)) as { input: string[] };
    const data = input.map((text, index) => ({ object: "embedding", index, embedding: [...vectorOf(text)] }));
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ object: "list", data }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
