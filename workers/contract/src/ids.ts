import { z } from "zod";

/** Every public id: a three-letter kind, an underscore, 26 characters of Crockford base32 (130 random bits). */
export const ID_PREFIXES = {
  tenant: "ten",
  user: "usr",
  agent: "agt",
  agentVersion: "ver",
  source: "src",
  document: "doc",
  chunk: "chk",
  conversation: "cnv",
  message: "msg",
  visitor: "vis",
  session: "ses",
  visitorSecret: "vsk",
  apiKey: "key",
  invitation: "inv",
  job: "job",
  request: "req",
  event: "evt",
} as const;

export type IdKind = keyof typeof ID_PREFIXES;
/** A branded id: a tenant id cannot be passed where a conversation id is wanted. */
export type Id<K extends IdKind> = string & { readonly "~kind": K };

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const BODY_LENGTH = 26;
const BODY_PATTERN = new RegExp(`^[${ALPHABET}]{${BODY_LENGTH}}$`);

/** Fills the array with random bytes, as `crypto.getRandomValues` does; injected so that tests can repeat a run. */
export type RandomBytes = (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>;

const systemRandom: RandomBytes = (bytes) => crypto.getRandomValues(bytes);

/** A new random, unordered id. Ids carry no time and no counter, so they reveal neither age nor volume. */
export function newId<K extends IdKind>(kind: K, random: RandomBytes = systemRandom): Id<K> {
  const bytes = random(new Uint8Array(BODY_LENGTH));
  let body = "";
  for (const byte of bytes) body += ALPHABET.charAt(byte & 31);
  return `${ID_PREFIXES[kind]}_${body}` as Id<K>;
}

export function isId<K extends IdKind>(kind: K, value: unknown): value is Id<K> {
  if (typeof value !== "string") return false;
  const prefix = `${ID_PREFIXES[kind]}_`;
  return value.startsWith(prefix) && BODY_PATTERN.test(value.slice(prefix.length));
}

/** A zod schema for one kind of id; its metadata are JSON Schema, for the API description. */
export function idSchema<K extends IdKind>(kind: K) {
  return z
    .custom<Id<K>>((value) => isId(kind, value), { error: `not an id of kind ${kind}` })
    .meta({ type: "string", pattern: `^${ID_PREFIXES[kind]}_[${ALPHABET}]{${BODY_LENGTH}}$` });
}

/**
 * An id derived from text: the same text always gives the same id. For content-addressed rows
 * (chunks) and for the client message id of one conversation, where a repeat must find the first row.
 */
export async function idFromText<K extends IdKind>(kind: K, text: string): Promise<Id<K>> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return newId(kind, (bytes) => {
    bytes.set(new Uint8Array(digest).subarray(0, bytes.length));
    return bytes;
  });
}
