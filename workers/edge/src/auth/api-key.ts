import { sha256Hex } from "./digest.ts";

const PREFIX = "nvx_";
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const BODY_LENGTH = 40;
const PATTERN = new RegExp(`^${PREFIX}[${ALPHABET}]{${BODY_LENGTH}}$`);
/** The largest multiple of the alphabet's size within a byte; larger bytes would favour its first letters. */
const UNBIASED_BELOW = 256 - (256 % ALPHABET.length);

export function isApiKey(value: string): boolean {
  return PATTERN.test(value);
}

/** 238 random bits behind the prefix, so a plain digest of it cannot be guessed back. */
export function newApiKey(): string {
  let body = "";
  while (body.length < BODY_LENGTH) {
    for (const byte of crypto.getRandomValues(new Uint8Array(BODY_LENGTH))) {
      if (byte < UNBIASED_BELOW && body.length < BODY_LENGTH) body += ALPHABET.charAt(byte % ALPHABET.length);
    }
  }
  return `${PREFIX}${body}`;
}

export function hashApiKey(key: string): Promise<string> {
  return sha256Hex(key);
}
