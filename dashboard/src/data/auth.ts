import { createPasskey, type PasskeyQuestion, usePasskey } from "../lib/passkey.ts";
import { readBody, send } from "./api.ts";
import { ApiProblem, problemFromBody } from "./api-problem.ts";

export interface AuthUser {
  id: string;
  name: string;
  email: string;
  emailVerified: boolean;
  twoFactorEnabled: boolean;
}

/** Who is signed in, and in which of their sessions. */
export interface SignedIn {
  user: AuthUser;
  sessionId: string;
}

/** A refusal that the sign-in form explains in its own words. */
export type AuthRefusal =
  | "wrong_password"
  | "email_taken"
  | "weak_password"
  | "invalid_email"
  | "too_many"
  | "unverified"
  | "wrong_code"
  | "wrong_present_password"
  | "passkey_dismissed"
  | "passkey_refused"
  | "passkey_known"
  | "sign_in_again"
  | "used_link";

export class AuthRefused extends Error {
  override readonly name = "AuthRefused";
  readonly refusal: AuthRefusal;
  /** How long to wait, if that is what is wrong and it is known. */
  readonly retryAfterMs: number | undefined;
  constructor(refusal: AuthRefusal, { retryAfterMs }: { retryAfterMs?: number | undefined } = {}) {
    super(refusal);
    this.refusal = refusal;
    this.retryAfterMs = retryAfterMs;
  }
}

const REFUSALS: Record<string, AuthRefusal> = {
  INVALID_EMAIL_OR_PASSWORD: "wrong_password",
  USER_ALREADY_EXISTS: "email_taken",
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: "email_taken",
  PASSWORD_TOO_SHORT: "weak_password",
  PASSWORD_TOO_LONG: "weak_password",
  INVALID_EMAIL: "invalid_email",
  EMAIL_NOT_VERIFIED: "unverified",
  INVALID_CODE: "wrong_code",
  INVALID_BACKUP_CODE: "wrong_code",
  INVALID_TWO_FACTOR_COOKIE: "wrong_code",
  INVALID_TOKEN: "used_link",
  INVALID_PASSWORD: "wrong_present_password",
  PASSKEY_NOT_FOUND: "passkey_refused",
  AUTHENTICATION_FAILED: "passkey_refused",
  CHALLENGE_NOT_FOUND: "passkey_refused",
  FAILED_TO_VERIFY_REGISTRATION: "passkey_refused",
  USER_NOT_VERIFIED: "passkey_refused",
  ALREADY_ADDED: "passkey_known",
  SESSION_NOT_FRESH: "sign_in_again",
};

export function post(path: string, body: unknown): Promise<unknown> {
  return ask(path, {
    method: "POST",
    headers: { accept: "application/json", "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

export function get(path: string, signal?: AbortSignal): Promise<unknown> {
  return ask(path, { headers: { accept: "application/json" }, ...(signal ? { signal } : {}) });
}

async function ask(path: string, init: RequestInit): Promise<unknown> {
  const answer = await send(fetch, path, init);
  const read = await readBody(answer);
  if (answer.ok) return read;
  if (answer.status === 429) {
    const { retryAfterMs } = problemFromBody(answer.status, read);
    throw new AuthRefused("too_many", { retryAfterMs });
  }
  const refusal = REFUSALS[codeOf(read)];
  throw refusal ? new AuthRefused(refusal) : problemFromBody(answer.status, read);
}

function codeOf(body: unknown): string {
  return typeof body === "object" && body !== null && "code" in body ? String(body.code) : "";
}

/** True if the password was right and a code is asked for as well. */
export async function signIn(input: { email: string; password: string }): Promise<boolean> {
  const answer = await post("/auth/sign-in/email", input);
  return typeof answer === "object" && answer !== null && "twoFactorRedirect" in answer;
}

/** A code of the authenticator has six digits; anything else is taken for a recovery code. */
export async function enterCode(code: string): Promise<void> {
  const digits = code.replaceAll(" ", "");
  const isTotp = /^\d{6}$/.test(digits);
  await post(isTotp ? "/auth/two-factor/verify-totp" : "/auth/two-factor/verify-backup-code", {
    code: isTotp ? digits : code.trim(),
  });
}

export async function askForReset(email: string): Promise<void> {
  await post("/auth/request-password-reset", { email });
}

export async function sendVerification(email: string): Promise<void> {
  await post("/auth/send-verification-email", { email, callbackURL: "/app/confirmed" });
}

export async function resetPassword(input: { token: string; newPassword: string }): Promise<void> {
  await post("/auth/reset-password", input);
}

/** The tenant that the next tokens are for. */
export async function chooseTenant(tenantId: string): Promise<void> {
  await post("/auth/organization/set-active", { organizationId: tenantId });
}

export async function signUp(input: { name: string; email: string; password: string }): Promise<void> {
  await post("/auth/sign-up/email", input);
}

export async function signOut(): Promise<void> {
  await post("/auth/sign-out", {});
}

/** Who the session cookie belongs to; undefined without a session. */
export async function readSignedIn(): Promise<SignedIn | undefined> {
  const answer = await send(fetch, "/auth/get-session", { headers: { accept: "application/json" } });
  if (answer.status === 401) return undefined;
  const body = await readBody(answer);
  if (!answer.ok) throw problemFromBody(answer.status, body);
  const found = body as { user?: AuthUser; session?: { id: string } } | null | undefined;
  return found?.user && { user: found.user, sessionId: found.session?.id ?? "" };
}

interface PasskeyUse {
  signal: AbortSignal;
  /** Waits in the e-mail field until a passkey is chosen there. */
  isOffer: boolean;
}

export async function signInWithPasskey(use: PasskeyUse): Promise<void> {
  const question = (await get("/auth/passkey/generate-authenticate-options", use.signal)) as PasskeyQuestion;
  const response = await usePasskey(question, use).catch(tellDismissed);
  await post("/auth/passkey/verify-authentication", { response });
}

export async function addPasskey(name: string): Promise<void> {
  const question = (await get("/auth/passkey/generate-register-options")) as PasskeyQuestion;
  const response = await createPasskey(question).catch(tellDismissed);
  await post("/auth/passkey/verify-registration", { response, name });
}

/** Browsers do not say why nothing came of it, so that no page learns who has a passkey. */
function tellDismissed(error: unknown): never {
  if (error instanceof DOMException && error.name === "InvalidStateError") throw new AuthRefused("passkey_known");
  if (error instanceof DOMException) throw new AuthRefused("passkey_dismissed");
  throw error;
}

/** Trades the session cookie for a token of the API. */
export async function mintToken(): Promise<{ token: string; expiresAt: string }> {
  const answer = await send(fetch, "/v1/token", { method: "POST", headers: { accept: "application/json" } });
  const body = await readBody(answer);
  if (!answer.ok) throw problemFromBody(answer.status, body);
  const minted = body as { token?: unknown; expiresAt?: unknown } | undefined;
  if (typeof minted?.token !== "string" || typeof minted.expiresAt !== "string") {
    throw new ApiProblem({ code: "internal" });
  }
  return { token: minted.token, expiresAt: minted.expiresAt };
}
