/** Seals small secrets for storage, under a key that only this purpose of this secret gives. */
export interface Seal {
  /** `boundTo` names the row; what was sealed for one row opens for no other. */
  seal(text: string, boundTo: string): Promise<string>;
  /** Undefined for what was changed, moved, or sealed under another secret. */
  open(sealed: string, boundTo: string): Promise<string | undefined>;
}

const IV_BYTES = 12;

export function createSeal({ secret, purpose }: { secret: string; purpose: string }): Seal {
  const encoder = new TextEncoder();
  // The key itself and not its promise: on Workers one request may not wait for another's.
  let derived: CryptoKey | undefined;
  const key = async () => {
    derived ??= await derive(encoder.encode(secret), encoder.encode(purpose));
    return derived;
  };
  return {
    async seal(text, boundTo) {
      const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
      const algorithm = { name: "AES-GCM", iv, additionalData: encoder.encode(boundTo) };
      const sealed = new Uint8Array(await crypto.subtle.encrypt(algorithm, await key(), encoder.encode(text)));
      return btoa(String.fromCharCode(...iv, ...sealed));
    },
    async open(sealed, boundTo) {
      try {
        const bytes = Uint8Array.from(atob(sealed), (character) => character.charCodeAt(0));
        const iv = bytes.subarray(0, IV_BYTES);
        const algorithm = { name: "AES-GCM", iv, additionalData: encoder.encode(boundTo) };
        return new TextDecoder().decode(await crypto.subtle.decrypt(algorithm, await key(), bytes.subarray(IV_BYTES)));
      } catch {
        // Not base64, or the tag does not match: for the caller there is nothing here.
        return undefined;
      }
    },
  };
}

async function derive(secret: BufferSource, info: BufferSource): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  const hkdf = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info };
  return crypto.subtle.deriveKey(hkdf, material, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}
