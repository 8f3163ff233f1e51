import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { EMBEDDED_MODEL_ID } from "@netvexa/ai/embedding-models";
import { type EmbeddingRequest, parseEmbeddingRequest } from "./embedding-request.ts";
import { type Embedded, type ModelThread, startModelThread } from "./model-thread.ts";

const BODY_MAX_BYTES = 8 * 1024 * 1024;

export interface EmbeddingServer {
  /** Ends in `/v1`, as OpenAI-compatible clients want it. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves the embedded model on loopback as `POST /v1/embeddings` and `GET /v1/models`. Resolves as soon as
 * the port is open; the model loads meanwhile and early requests wait for it. Port 0 picks a free one.
 */
export async function startEmbeddings({ port }: { port: number }): Promise<EmbeddingServer> {
  const thread = startModelThread();
  const server = createServer((request, response) => {
    answer(thread, request, response).catch((error: unknown) => {
      if (!response.headersSent) sendError(response, 503, `The embedding model failed: ${String(error)}`);
    });
  });
  server.listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch (error) {
    await thread.close();
    throw error;
  }
  const { port: boundPort } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${boundPort}/v1`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await thread.close();
    },
  };
}

async function answer(thread: ModelThread, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const route = `${request.method} ${new URL(request.url ?? "/", "http://localhost").pathname}`;
  if (route === "GET /v1/models") {
    sendJson(response, 200, {
      object: "list",
      data: [{ id: EMBEDDED_MODEL_ID, object: "model", created: 0, owned_by: "netvexa" }],
    });
    return;
  }
  if (route !== "POST /v1/embeddings") {
    sendError(response, 404, "There is no such route.");
    return;
  }
  const body = await readBody(request);
  if (body === undefined) {
    sendError(response, 413, `The body is larger than ${BODY_MAX_BYTES} bytes.`);
    return;
  }
  const parsed = parseEmbeddingRequest(body);
  if (!parsed.ok) {
    sendError(response, parsed.status, parsed.message);
    return;
  }
  const left = new AbortController();
  response.on("close", () => left.abort());
  const result = await thread.embed(parsed.request.texts, left.signal);
  sendJson(response, 200, embeddingResponse(parsed.request, result));
}

/** The body as text, or undefined if it is too large. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_MAX_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function embeddingResponse({ encoding }: EmbeddingRequest, { vectors, tokens }: Embedded): object {
  return {
    object: "list",
    model: EMBEDDED_MODEL_ID,
    data: vectors.map((vector, index) => ({
      object: "embedding",
      index,
      embedding:
        encoding === "float"
          ? Array.from(vector)
          : Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString("base64"),
    })),
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  };
}

function sendError(response: ServerResponse, status: number, message: string): void {
  const type = status < 500 ? "invalid_request_error" : "server_error";
  sendJson(response, status, { error: { message, type, param: null, code: null } });
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
