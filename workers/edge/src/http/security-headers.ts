/**
 * On everything that the Worker itself answers: data, never a page, so nothing in it may run, be framed or be guessed
 * at. Pages and files have their own, in `scripts/asset-headers.mjs`.
 */
const ANSWER_HEADERS: Readonly<Record<string, string>> = {
  "strict-transport-security": "max-age=63072000; includeSubDomains",
  "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-frame-options": "DENY",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
};

/** Sets what the answer does not say for itself. */
export function setSecurityHeaders(headers: Headers): void {
  for (const [name, value] of Object.entries(ANSWER_HEADERS)) if (!headers.has(name)) headers.set(name, value);
}
