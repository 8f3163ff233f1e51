import type { Embedder, EmbedOptions } from "../embed.ts";
import { type EmbeddingModel, embeddingModel } from "../embedding-models.ts";
import { ModelError } from "../model-error.ts";
import { truncateToTokens } from "../text/estimate-tokens.ts";
import { type EndpointOptions, post } from "./endpoint.ts";
import { parseEmbeddings } from "./parse-embeddings.ts";
import { withRetries } from "./retry.ts";

export interface OpenAiEmbedderOptions extends EndpointOptions {
  /** For one try of one batch. */
  readonly timeoutMs?: number;
}

const BATCH_TEXTS = 64;
const TIMEOUT_MS = 30_000;
const MAX_TRIES = 3;
const MAX_WAIT_MS = 10_000;

/** Embeds over `POST {baseUrl}/embeddings` of any OpenAI-compatible provider. */
export function createOpenAiEmbedder(options: OpenAiEmbedderOptions): Embedder {
  let model = embeddingModel(options.model);

  async function embedBatch(texts: readonly string[], signal: AbortSignal | undefined): Promise<Float32Array[]> {
    const vectors = await withRetries(() => requestBatch(options, { model, texts, signal }), {
      maxTries: MAX_TRIES,
      maxWaitMs: MAX_WAIT_MS,
      signal,
      sleep: options.sleep,
      random: options.random,
    });
    const dims = vectors[0]?.length;
    if (model.dims === undefined && dims !== undefined) model = { ...model, dims };
    return vectors;
  }

  return {
    get model() {
      return model;
    },
    embed: async (texts, { kind, signal }: EmbedOptions) => {
      signal?.throwIfAborted();
      const prefix = kind === "query" ? model.queryPrefix : "";
      const inputs = texts.map((text) => truncateToTokens(prefix + text, model.maxTokens));
      if (inputs.some((text) => text.trim() === "")) throw new ModelError("refused", "A text to embed is empty.");
      const vectors: Float32Array[] = [];
      for (let start = 0; start < inputs.length; start += BATCH_TEXTS) {
        vectors.push(...(await embedBatch(inputs.slice(start, start + BATCH_TEXTS), signal)));
      }
      return vectors;
    },
  };
}

interface BatchRequest {
  readonly model: EmbeddingModel;
  readonly texts: readonly string[];
  readonly signal: AbortSignal | undefined;
}

async function requestBatch(options: OpenAiEmbedderOptions, { model, texts, signal }: BatchRequest) {
  const timeout = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS);
  try {
    const response = await post(options, {
      path: "/embeddings",
      body: { model: model.id, input: texts, encoding_format: "float" },
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    return parseEmbeddings(await readJson(response), { count: texts.length, dims: model.dims });
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    if (timeout.aborted) throw new ModelError("unavailable", "The embedding provider took too long.", { cause: error });
    throw error;
  }
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (error) {
    throw new ModelError("invalid", "The embedding provider answered with something else than JSON.", { cause: error });
  }
}
