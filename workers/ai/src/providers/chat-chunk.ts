import { ModelError } from "../model-error.ts";

/** What one event of a chat completion stream says. */
export interface ChatChunk {
  readonly text: string;
  /** The provider declared the answer whole. */
  readonly isFinished: boolean;
  readonly usage: { readonly input: number; readonly output: number } | undefined;
}

export const DONE_MARK = "[DONE]";

/** Reads the data of one event; throws `ModelError` for an error event, a refusal and garbage. */
export function parseChatChunk(data: string): ChatChunk {
  const chunk = parseObject(data);
  if (chunk.error !== undefined && chunk.error !== null) throw streamedError(chunk.error);
  const choice = Array.isArray(chunk.choices) ? record(chunk.choices[0]) : {};
  const content = record(choice.delta).content;
  if (choice.finish_reason === "content_filter") throw new ModelError("refused", "The provider withheld the answer.");
  return {
    text: typeof content === "string" ? content : "",
    isFinished: typeof choice.finish_reason === "string",
    usage: parseUsage(chunk.usage),
  };
}

function parseObject(data: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch (error) {
    throw new ModelError("invalid", "The provider streamed something else than JSON.", { cause: error });
  }
  if (typeof value !== "object" || value === null) {
    throw new ModelError("invalid", "The provider streamed JSON that is not an object.");
  }
  return record(value);
}

/** An error inside a stream that began with status 200; some providers put the real status into `code`. */
function streamedError(error: unknown): ModelError {
  const { code, status, message, type } = record(error);
  const found = [code, status].map(Number).find((value) => value >= 400 && value < 600);
  const text = `The provider broke off: ${String(message ?? type ?? error)}`;
  if (found === 429 || type === "rate_limit_error")
    return new ModelError("rate_limited", text, { status: found ?? 429 });
  if (found !== undefined && found < 500) return new ModelError("refused", text, { status: found });
  return new ModelError("unavailable", text, { status: found });
}

function parseUsage(usage: unknown): ChatChunk["usage"] {
  const { prompt_tokens: input, completion_tokens: output } = record(usage);
  if (!Number.isSafeInteger(input) || !Number.isSafeInteger(output)) return undefined;
  return { input: Number(input), output: Number(output) };
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
