const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export interface Limit {
  max: number;
  windowMs: number;
}

/** What a route counts: for each network address, for the account named in the body, for whoever is signed in. */
export interface Gate {
  /** Routes of one name share their counts. */
  name: string;
  address: Limit;
  account?: Limit;
  /** Nobody passes who is not signed in. */
  person?: Limit;
  /** Success proves the password, so the account's earlier failures are forgiven. */
  isForgivenBySuccess?: boolean;
}

const QUARTER_MS = 15 * MINUTE_MS;

const SIGN_IN: Gate = {
  name: "sign-in",
  address: { max: 50, windowMs: QUARTER_MS },
  account: { max: 10, windowMs: QUARTER_MS },
  isForgivenBySuccess: true,
};
const SIGN_UP: Gate = {
  name: "sign-up",
  address: { max: 20, windowMs: HOUR_MS },
  account: { max: 5, windowMs: HOUR_MS },
};
/** Each of these sends a mail to the address that was named. */
const MAIL: Gate = { name: "mail", address: { max: 20, windowMs: HOUR_MS }, account: { max: 5, windowMs: HOUR_MS } };
const MAILED_TOKEN: Gate = { name: "mailed-token", address: { max: 20, windowMs: QUARTER_MS } };
/** The library itself locks an account's second factor after ten wrong codes in a row. */
const SECOND_FACTOR: Gate = { name: "second-factor", address: { max: 30, windowMs: QUARTER_MS } };
/** Nothing can be guessed here but a signature. */
const PASSKEY: Gate = { name: "passkey", address: { max: 60, windowMs: QUARTER_MS } };
/** Asked for by every sign-in page that is opened; the limit keeps questions from piling up. */
const PASSKEY_QUESTION: Gate = { name: "passkey-question", address: { max: 300, windowMs: QUARTER_MS } };
/** Asks a signed-in person for the password once more. */
const PASSWORD: Gate = {
  name: "password",
  address: { max: 30, windowMs: QUARTER_MS },
  person: { max: 10, windowMs: QUARTER_MS },
};
/** Each tab renews its token every few minutes, and asks for one whenever it is loaded. */
export const TOKEN: Gate = { name: "token", address: { max: 600, windowMs: QUARTER_MS } };
export const TOKEN_OF_USER: Limit = { max: 120, windowMs: QUARTER_MS };
const PLAIN: Gate = { name: "plain", address: { max: 300, windowMs: QUARTER_MS } };

/** Every address under `/auth` that answers; the library knows more. `undefined` = nothing to guess there. */
const ROUTES = new Map<string, Gate | undefined>([
  ["POST /sign-up/email", SIGN_UP],
  ["POST /sign-in/email", SIGN_IN],
  ["POST /sign-out", PLAIN],
  ["GET /get-session", undefined],
  ["POST /request-password-reset", MAIL],
  ["POST /reset-password", MAILED_TOKEN],
  ["POST /send-verification-email", MAIL],
  ["GET /verify-email", MAILED_TOKEN],
  ["POST /update-user", PLAIN],
  ["POST /change-password", PASSWORD],
  ["GET /list-sessions", undefined],
  ["POST /revoke-session", PLAIN],
  ["POST /revoke-sessions", PLAIN],
  ["POST /revoke-other-sessions", PLAIN],
  ["POST /two-factor/enable", PASSWORD],
  ["POST /two-factor/disable", PASSWORD],
  ["POST /two-factor/generate-backup-codes", PASSWORD],
  ["POST /two-factor/verify-totp", SECOND_FACTOR],
  ["POST /two-factor/verify-backup-code", SECOND_FACTOR],
  ["GET /passkey/generate-authenticate-options", PASSKEY_QUESTION],
  ["POST /passkey/verify-authentication", PASSKEY],
  ["GET /passkey/generate-register-options", PASSKEY_QUESTION],
  ["POST /passkey/verify-registration", PASSKEY],
  ["GET /passkey/list-user-passkeys", undefined],
  ["POST /passkey/update-passkey", PLAIN],
  ["POST /passkey/delete-passkey", PLAIN],
  ["GET /organization/list", undefined],
  ["POST /organization/set-active", PLAIN],
]);

/** `METHOD /path` of each, without `/auth`. */
export const AUTH_ROUTES: readonly string[] = [...ROUTES.keys()];

/** Undefined if there is no such route. */
export function findAuthRoute(method: string, path: string): { gate: Gate | undefined } | undefined {
  const route = `${method} ${path}`;
  return ROUTES.has(route) ? { gate: ROUTES.get(route) } : undefined;
}
