import { readBody, send } from "./api.ts";
import { ApiProblem, problemFromBody } from "./api-problem.ts";

export interface AuthUser {
  id: string;
  name: string;
  email: string;
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
  | "used_link";

export class AuthRefused extends Error {
  override readonly name = "AuthRefused";
  readonly refusal: AuthRefusal;
  constructor(refusal: AuthRefusal) {
    super(refusal);
    this.refusal = refusal;
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
};

async function post(path: string, body: unknown): Promise<unknown> {
  const answer = await send(fetch, path, {
    method: "POST",
    headers: { accept: "application/json", "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const read = await readBody(answer);
  if (answer.ok) return read;
  if (answer.status === 429) throw new AuthRefused("too_many");
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
export async function readUser(): Promise<AuthUser | undefined> {
  const answer = await send(fetch, "/auth/get-session", { headers: { accept: "application/json" } });
  if (answer.status === 401) return undefined;
  const body = await readBody(answer);
  if (!answer.ok) throw problemFromBody(answer.status, body);
  const session = body as { user?: AuthUser } | null | undefined;
  return session?.user;
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
