import { fromBase64Url, randomBytes, toBase64Url, utf8 } from "@netvexa/db/sealing/bytes";
import type { KeyWrapper, WrapContext } from "./key-wrapper.ts";

const NONCE_BYTES = 12;
const ID_CHARS = 12;

/** Wraps with a key derived from a secret of the settings: for laptops, tests, and servers without a key service. */
export async function createLocalKeyWrapper(secret: string): Promise<KeyWrapper> {
  const material = await crypto.subtle.importKey("raw", utf8(secret), "HKDF", false, ["deriveKey", "deriveBits"]);
  const params = (info: string) => ({ name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: utf8(info) });
  const key = await crypto.subtle.deriveKey(
    params("netvexa key wrapping"),
    material,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
  const id = new Uint8Array(await crypto.subtle.deriveBits(params("netvexa key name"), material, 128));
  return {
    keyId: `local/${toBase64Url(id).slice(0, ID_CHARS)}`,
    async wrap(plain, context) {
      const iv = randomBytes(NONCE_BYTES);
      const cipher = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: words(context) }, key, plain);
      return `${toBase64Url(iv)}.${toBase64Url(new Uint8Array(cipher))}`;
    },
    async unwrap(wrapped, context) {
      const [iv = "", cipher = ""] = wrapped.split(".");
      const algorithm = { name: "AES-GCM", iv: fromBase64Url(iv), additionalData: words(context) };
      return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, fromBase64Url(cipher)));
    },
  };
}

function words(context: WrapContext): Uint8Array<ArrayBuffer> {
  return utf8(JSON.stringify(Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1))));
}
