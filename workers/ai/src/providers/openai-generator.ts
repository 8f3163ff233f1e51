import { LIMITS } from "@netvexa/contract/limits";
import type { GenerateEvent, GenerateInput, Generator } from "../generate.ts";
import { ModelError } from "../model-error.ts";
import { DONE_MARK, parseChatChunk } from "./chat-chunk.ts";
import { type EndpointOptions, post } from "./endpoint.ts";
import { readEvents } from "./read-events.ts";
import { type RetryOptions, retryWaitMs, wait } from "./retry.ts";

export interface OpenAiGeneratorOptions extends EndpointOptions {
  /** Until the first event, the connection included. */
  readonly firstByteTimeoutMs?: number;
  /** Between two events. */
  readonly idleTimeoutMs?: number;
  readonly now?: () => number;
}

const MAX_TRIES = 2;
const MAX_WAIT_MS = 2_000;
/** No answer of a sane provider is longer for each token that it was allowed. */
const MAX_CHARS_PER_TOKEN = 32;

/** Generates over streamed `POST {baseUrl}/chat/completions` of any OpenAI-compatible provider. */
export function createOpenAiGenerator(options: OpenAiGeneratorOptions): Generator {
  return {
    model: options.model,
    generate: (input, { signal }) => generate(options, input, signal),
  };
}

async function* generate(
  options: OpenAiGeneratorOptions,
  input: GenerateInput,
  signal: AbortSignal | undefined,
): AsyncGenerator<GenerateEvent> {
  const retry: RetryOptions = { ...options, maxTries: MAX_TRIES, maxWaitMs: MAX_WAIT_MS, signal };
  for (let tries = 1; ; tries++) {
    let hasText = false;
    try {
      for await (const event of streamOnce(options, input, signal)) {
        hasText = true;
        yield event;
      }
      return;
    } catch (error) {
      const waitMs = hasText ? undefined : retryWaitMs(error, tries, retry);
      if (waitMs === undefined) throw error;
      await wait(waitMs, retry);
    }
  }
}

async function* streamOnce(
  options: OpenAiGeneratorOptions,
  input: GenerateInput,
  signal: AbortSignal | undefined,
): AsyncGenerator<GenerateEvent> {
  signal?.throwIfAborted();
  const watch = startWatch(options, signal);
  try {
    const response = await post(options, {
      path: "/chat/completions",
      body: requestBody(options, input),
      signal: watch.signal,
    });
    const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") ?? false;
    if (!isStream || !response.body) throw new ModelError("invalid", "The provider did not answer with a stream.");
    yield* readAnswer(response.body, { input, watch });
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    if (watch.signal.aborted) throw watch.signal.reason;
    if (error instanceof ModelError) throw error;
    throw new ModelError("unavailable", "The connection to the provider broke.", { cause: error });
  } finally {
    watch.stop();
  }
}

interface Watch {
  readonly signal: AbortSignal;
  onEvent(): void;
  stop(): void;
}

/** Aborts if the provider is silent for too long, or if the caller aborts. Comments and blank lines are silence. */
function startWatch(options: OpenAiGeneratorOptions, signal: AbortSignal | undefined): Watch {
  const controller = new AbortController();
  const silence = (): void => controller.abort(new ModelError("unavailable", "The provider fell silent."));
  const follow = (): void => controller.abort(signal?.reason);
  const now = options.now ?? Date.now;
  const idleMs = options.idleTimeoutMs ?? LIMITS.modelIdleTimeoutMs;
  let lastEventAtMs: number | undefined;
  const look = (): void => {
    const leftMs = (lastEventAtMs ?? 0) + idleMs - now();
    if (leftMs <= 0) silence();
    else timer = setTimeout(look, leftMs);
  };
  let timer = setTimeout(silence, options.firstByteTimeoutMs ?? LIMITS.modelFirstByteTimeoutMs);
  signal?.addEventListener("abort", follow, { once: true });
  return {
    signal: controller.signal,
    onEvent: (): void => {
      // A timer for each event would cost more than reading it: one is set, and looks again when it is due.
      if (lastEventAtMs === undefined) {
        clearTimeout(timer);
        timer = setTimeout(look, idleMs);
      }
      lastEventAtMs = now();
    },
    stop: (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", follow);
      // Also ends the connection of an answer that nobody reads to its end.
      controller.abort(new ModelError("unavailable", "The answer is no longer wanted."));
    },
  };
}

async function* readAnswer(
  body: ReadableStream<Uint8Array>,
  { input, watch }: { input: GenerateInput; watch: Watch },
): AsyncGenerator<GenerateEvent> {
  let isFinished = false;
  let chars = 0;
  let usage: { input: number; output: number } | undefined;
  read: for await (const events of readEvents(body, watch.signal)) {
    watch.onEvent();
    for (const data of events) {
      if (data === DONE_MARK) {
        isFinished = true;
        break read;
      }
      const chunk = parseChatChunk(data);
      isFinished ||= chunk.isFinished;
      usage = chunk.usage ?? usage;
      chars += chunk.text.length;
      if (chars > input.maxOutputTokens * MAX_CHARS_PER_TOKEN) {
        throw new ModelError("invalid", "The provider streams without end.");
      }
      if (chunk.text !== "") yield { type: "text", text: chunk.text };
    }
  }
  if (!isFinished) throw new ModelError("unavailable", "The answer was cut off.");
  if (usage) yield { type: "usage", ...usage };
}

function requestBody({ model, baseUrl }: OpenAiGeneratorOptions, input: GenerateInput): object {
  // The first provider of this protocol renamed the field; its imitators kept the old name.
  const limitName = new URL(baseUrl).hostname === "api.openai.com" ? "max_completion_tokens" : "max_tokens";
  return {
    model,
    messages: [{ role: "system", content: input.system }, ...input.messages],
    [limitName]: input.maxOutputTokens,
    stream: true,
    stream_options: { include_usage: true },
  };
}
