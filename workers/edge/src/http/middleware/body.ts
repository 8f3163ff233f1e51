import { ServiceError } from "@netvexa/contract/problem";
import { createMiddleware } from "hono/factory";
import type { AppEnv } from "../app-env.ts";

/**
 * Reads the body before anything parses it, and no further than `maxBytes`. Refuses text that is not UTF-8,
 * and characters that no text column can hold.
 */
export function limitBody(maxBytes: number) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const bytes = await readUpTo(c.req.raw, maxBytes);
    const text = decode(bytes);
    refuseUnstorable(text);
    // The cache holds promises of what its type names; a plain string would break `c.req.json()`.
    c.req.bodyCache.text = Promise.resolve(text) as unknown as string;
    await next();
  });
}

async function readUpTo(request: Request, maxBytes: number): Promise<Uint8Array> {
  const declared = Number(request.headers.get("content-length") ?? 0);
  if (declared > maxBytes) throw new ServiceError("body_too_large");
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of request.body ?? []) {
    size += part.byteLength;
    if (size > maxBytes) throw new ServiceError("body_too_large");
    parts.push(part);
  }
  return concatenate(parts, size);
}

function concatenate(parts: readonly Uint8Array[], size: number): Uint8Array {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.byteLength;
  }
  return whole;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch (cause) {
    throw new ServiceError("malformed_body", { cause });
  }
}

/** An escape that may stand for NUL or for half a surrogate pair; rare enough to look closer only then. */
const SUSPICIOUS_ESCAPE = /\\u(0000|d[89a-f])/i;

function refuseUnstorable(text: string): void {
  if (!SUSPICIOUS_ESCAPE.test(text)) return;
  const pointer = findUnstorable(parse(text), "");
  if (pointer === undefined) return;
  const detail = "Text must not hold NUL or half of a surrogate pair.";
  throw new ServiceError("invalid_request", { errors: [{ pointer, code: "invalid_text", detail }] });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ServiceError("malformed_body", { cause });
  }
}

/** Walks without recursion, for the nesting is the caller's choice. */
function findUnstorable(root: unknown, rootPointer: string): string | undefined {
  const open: { value: unknown; pointer: string }[] = [{ value: root, pointer: rootPointer }];
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    const { value, pointer } = item;
    if (typeof value === "string" && !isStorable(value)) return pointer;
    if (typeof value !== "object" || value === null) continue;
    for (const [key, child] of Object.entries(value)) {
      if (!isStorable(key)) return pointer;
      open.push({ value: child, pointer: `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}` });
    }
  }
  return undefined;
}

const HALF_PAIR = /\p{Surrogate}/u;

function isStorable(text: string): boolean {
  return !text.includes("\u0000") && !HALF_PAIR.test(text);
}
