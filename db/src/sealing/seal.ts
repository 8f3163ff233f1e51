import type { Id } from "@netvexa/contract/ids";
import { fromBase64Url, randomBytes, toBase64Url, utf8 } from "./bytes.ts";

const PREFIX = "sealed";
const FORMAT_VERSION = "v1";
const NONCE_BYTES = 12;
const SEALED = /^sealed:v1:([A-Za-z0-9_-]{1,40}):([A-Za-z0-9_-]{38,})$/;

/** A key for values, with the name under which the sealed value asks for it again. */
export interface SealingKey {
  readonly id: string;
  readonly key: CryptoKey;
}

/** Where a value lies. It opens there and nowhere else. */
export interface Place {
  readonly tenantId: Id<"tenant">;
  readonly table: string;
  readonly column: string;
  /** The rest of the row's primary key. */
  readonly row: string;
}

/** The value is not what was sealed with this key at this place. Says nothing about the value. */
export class SealBroken extends Error {
  override readonly name = "SealBroken";
}

export function importSealingKey(id: string, raw: Uint8Array<ArrayBuffer>): Promise<SealingKey> {
  return crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]).then((key) => ({ id, key }));
}

/** Values from before sealing are plain, and are told apart by this. */
export function isSealed(value: string): boolean {
  return SEALED.test(value);
}

/** The name of the key that sealed it; undefined for what is not sealed. */
export function keyIdOf(value: string): string | undefined {
  return SEALED.exec(value)?.[1];
}

/** `sealed:v1:<key id>:<nonce and cipher text>`; the same text never looks the same twice. */
export async function seal({ id, key }: SealingKey, place: Place, plain: string): Promise<string> {
  const iv = randomBytes(NONCE_BYTES);
  const cipher = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv, additionalData: bindingOf(place, id) },
    key,
    utf8(plain),
  );
  const body = new Uint8Array(NONCE_BYTES + cipher.byteLength);
  body.set(iv);
  body.set(new Uint8Array(cipher), NONCE_BYTES);
  return `${PREFIX}:${FORMAT_VERSION}:${id}:${toBase64Url(body)}`;
}

/** Throws `SealBroken` for a value that was changed, moved, or sealed with another key. */
export async function open({ id, key }: SealingKey, place: Place, sealed: string): Promise<string> {
  const [, keyId, text = ""] = SEALED.exec(sealed) ?? [];
  if (keyId !== id) throw new SealBroken("sealed with another key");
  try {
    const body = fromBase64Url(text);
    // Base64 has spare bits at its end; a value that differs there only is a changed one all the same.
    if (toBase64Url(body) !== text) throw new SealBroken("not as it was written");
    const plain = await crypto.subtle.decrypt(
      { name: "AES-GCM", iv: body.subarray(0, NONCE_BYTES), additionalData: bindingOf(place, id) },
      key,
      body.subarray(NONCE_BYTES),
    );
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(plain);
  } catch {
    throw new SealBroken("does not open here");
  }
}

/** JSON keeps the parts apart, whatever they contain. */
function bindingOf({ tenantId, table, column, row }: Place, keyId: string): Uint8Array<ArrayBuffer> {
  return utf8(JSON.stringify([PREFIX, FORMAT_VERSION, keyId, tenantId, table, column, row]));
}
