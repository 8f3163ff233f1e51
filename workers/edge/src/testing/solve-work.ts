import type { WorkWanted } from "@netvexa/contract/problem";
import type { Solution } from "../doors/admission.ts";
import { leadingZeroBits } from "../doors/work.ts";

const BATCH = 512;

/** Does the work by brute force, as a client without the widget would. */
export async function solveWork({ challenge, bits }: WorkWanted): Promise<Solution> {
  const encoder = new TextEncoder();
  for (let from = 0; ; from += BATCH) {
    const nonces = Array.from({ length: BATCH }, (_, n) => String(from + n));
    const digests = await Promise.all(
      nonces.map((nonce) => crypto.subtle.digest("SHA-256", encoder.encode(`${challenge}.${nonce}`))),
    );
    const at = digests.findIndex((digest) => leadingZeroBits(new Uint8Array(digest)) >= bits);
    const nonce = nonces[at];
    if (nonce !== undefined) return { challenge, nonce };
  }
}
