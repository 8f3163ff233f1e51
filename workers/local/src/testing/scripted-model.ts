import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type ModelScript, type ScriptedCall, stepsFor } from "./model-script.ts";
import { playSteps } from "./play-steps.ts";

/** A chat model that does as its script says, over the OpenAI protocol. It knows nothing and costs nothing. */
export interface ScriptedModel {
  /** Ends in `/v1`, as OpenAI-compatible clients want it. */
  readonly url: string;
  /** Every request so far, the oldest first. */
  readonly calls: readonly ScriptedCall[];
  /** Takes effect with the next request. */
  setScript(script: ModelScript): void;
  close(): Promise<void>;
}

/** Port 0 picks a free one. */
export async function startScriptedModel({
  port,
  script,
}: {
  port: number;
  script: ModelScript;
}): Promise<ScriptedModel> {
  const calls: ScriptedCall[] = [];
  let current = script;
  const server = createServer((request, response) => {
    answer(request, response, { script: () => current, calls }).catch(() => response.destroy());
  });
  // Many chats at once come over as many connections; the default would refuse some of them.
  server.listen({ port, host: "127.0.0.1", backlog: 1_024 });
  await once(server, "listening");
  const { port: boundPort } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${boundPort}/v1`,
    calls,
    setScript: (next) => {
      current = next;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface State {
  readonly script: () => ModelScript;
  readonly calls: ScriptedCall[];
}

async function answer(request: IncomingMessage, response: ServerResponse, { script, calls }: State): Promise<void> {
  const receivedAtMs = performance.now();
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  if (request.method !== "POST" || request.url !== "/v1/chat/completions") {
    response.writeHead(404, { "content-type": "application/json" }).end('{"error":{"message":"no such route"}}');
    return;
  }
  const call: ScriptedCall = {
    body: JSON.parse(Buffer.concat(chunks).toString("utf8")),
    authorization: request.headers.authorization,
  };
  calls.push(call);
  playSteps(response, stepsFor(script(), { call, number: calls.length }), receivedAtMs);
}
