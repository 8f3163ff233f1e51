import { toBase64Url, utf8 } from "@netvexa/db/sealing/bytes";

export function importIndexKey(raw: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
}

/** A digest of any text, which nobody without the tenant's key can make or compare. */
export async function blindText(key: CryptoKey, text: string): Promise<string> {
  return toBase64Url(new Uint8Array(await crypto.subtle.sign("HMAC", key, utf8(`text:${text}`))));
}

/** What stands in the database instead of an address to look it up by; means nothing without the tenant's key. */
export async function blindEmail(key: CryptoKey, email: string): Promise<string> {
  const normal = email.normalize("NFKC").trim().toLowerCase();
  return toBase64Url(new Uint8Array(await crypto.subtle.sign("HMAC", key, utf8(`email:${normal}`))));
}
