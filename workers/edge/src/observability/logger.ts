/** Every field that a log line may carry. A name that is not here is dropped, whoever passes it. */
const FIELDS = [
  "requestId",
  "method",
  "route",
  "status",
  "code",
  "durationMs",
  "tenantId",
  "actorKind",
  "actorId",
  "agentId",
  "sourceId",
  "conversationId",
  "timings",
  "count",
  "faults",
  "error",
  "at",
] as const;

export type LogFields = Partial<Record<(typeof FIELDS)[number], unknown>>;
export type LogLevel = "info" | "warn" | "error";
export type Logger = (level: LogLevel, event: string, fields: LogFields) => void;

/** One JSON line an event. `write` takes the finished line. */
export function createLogger(write: (line: string) => void = (line) => console.log(line)): Logger {
  return (level, event, fields) => {
    const line: Record<string, unknown> = { level, event };
    for (const name of FIELDS) if (fields[name] !== undefined) line[name] = fields[name];
    write(JSON.stringify(line));
  };
}

const MAX_STACK_LINES = 6;

/** Names and codes are single words; whatever is longer may be a sentence of a provider. */
const WORD = /^\w{1,60}$/;

/**
 * What a log may hold of an error: its class and where it was thrown. Never its message, which may quote
 * a query, a header or a provider.
 */
export function describeError(error: unknown): { error: string; at?: string } {
  if (!(error instanceof Error)) return { error: typeof error };
  const frames = placesOf(error).filter((line) => line.trimStart().startsWith("at "));
  const name = WORD.test(error.name) ? error.name : "Error";
  const code = "code" in error && typeof error.code === "string" && WORD.test(error.code) ? `:${error.code}` : "";
  const at = frames.slice(0, MAX_STACK_LINES).map((line) => line.trim());
  return { error: `${name}${code}`, ...(at.length > 0 ? { at: at.join(" | ") } : {}) };
}

/** A stack begins with the message, which may hold lines that look like places: another machine's own stack. */
function placesOf({ stack = "", message }: Error): string[] {
  const from = stack.indexOf(message);
  return (from < 0 ? stack : stack.slice(from + message.length)).split("\n");
}
