import { newId } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { authDatabase } from "@netvexa/db/control";
import {
  authAccount,
  authPasskey,
  authSession,
  authTwoFactor,
  authUser,
  authVerification,
} from "@netvexa/db/schema/auth";
import { invitation, member, tenant } from "@netvexa/db/schema/tenant";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { betterAuth } from "better-auth/minimal";
import { organization } from "better-auth/plugins/organization";
import { adminAc, memberAc, ownerAc } from "better-auth/plugins/organization/access";
import { twoFactor } from "better-auth/plugins/two-factor";
import type { BetterAuthOptions } from "better-auth/types";
import type { Env, Settings } from "../env.ts";
import { readSettings } from "../env.ts";
import type { Services } from "../services/context.ts";
import { createAccountMails } from "./account-mails.ts";
import { endSessions, SESSION_ENDINGS } from "./end-sessions.ts";
import { passGate } from "./gate.ts";
import { createOwnTenant } from "./own-tenant.ts";
import { isUnreadablePasskey, passkeyPlugin } from "./passkeys.ts";
import { profileRules } from "./profile-rules.ts";
import { findAuthRoute } from "./routes.ts";
import { secondFactorRules } from "./second-factor-rules.ts";
import type { Session } from "./session.ts";
import { withSessionDigests } from "./session-digests.ts";
import { afterSignInChange } from "./sign-in-changes.ts";

/** Loaded on first use only: this library is larger than the whole hot path. */
const BASE_PATH = "/auth";
const PASSWORD_MIN_LENGTH = 10;
const PASSWORD_MAX_LENGTH = 128;
const MAILED_TOKEN_TTL_SECONDS = 3_600;
const RECOVERY_CODES = 10;
/** How long after a sign-in a passkey may be added. */
const FRESH_SECONDS = 3_600;
const DEFAULT_WAIT_SECONDS = 10;

function createAuth(settings: Settings, services: Services) {
  const mails = createAccountMails(services);
  return betterAuth({
    appName: "NETVEXA",
    baseURL: settings.PUBLIC_URL,
    basePath: BASE_PATH,
    secret: settings.AUTH_SECRET,
    trustedOrigins: [settings.PUBLIC_URL],
    telemetry: { enabled: false },
    logger: { log: (level) => logAuth(services, level) },
    // Else its router writes the whole of a fault to the console by itself, with every word of the database.
    onAPIError: { throw: true },
    database: databaseOf(services),
    emailAndPassword: {
      enabled: true,
      minPasswordLength: PASSWORD_MIN_LENGTH,
      maxPasswordLength: PASSWORD_MAX_LENGTH,
      requireEmailVerification: settings.REQUIRE_EMAIL_VERIFICATION,
      resetPasswordTokenExpiresIn: MAILED_TOKEN_TTL_SECONDS,
      revokeSessionsOnPasswordReset: true,
      sendResetPassword: mails.reset,
      onPasswordReset: ({ user }) => mails.changed(user.email, "password"),
      onExistingUserSignUp: mails.known,
    },
    emailVerification: {
      sendOnSignUp: true,
      sendVerificationEmail: mails.verify,
      expiresIn: MAILED_TOKEN_TTL_SECONDS,
      autoSignInAfterVerification: true,
    },
    session: { freshAge: FRESH_SECONDS },
    // Its identifiers hold the tokens of mails; what is stored opens nothing.
    verification: { storeIdentifier: "hashed" },
    // Counted in the database by our own gate; the library would count in this isolate alone.
    rateLimit: { enabled: false },
    advanced: {
      cookiePrefix: "netvexa",
      useSecureCookies: settings.ENVIRONMENT === "production",
      ipAddress: { ipAddressHeaders: ["cf-connecting-ip"] },
      database: { generateId: ({ model }) => makeId(model) },
    },
    hooks: { after: afterSignInChange({ onChange: mails.changed }) },
    databaseHooks: {
      // Runs once the user is committed; if it fails, the first token makes up for it.
      user: { create: { after: async ({ id }) => void (await createOwnTenant(services, id)) } },
    },
    plugins: [
      organizationPlugin(),
      twoFactor({ backupCodeOptions: { amount: RECOVERY_CODES } }),
      secondFactorRules(services),
      profileRules(),
      passkeyPlugin({ publicUrl: settings.PUBLIC_URL, onAdded: mails.passkey }),
    ],
  });
}

function databaseOf(services: Services) {
  const adapter = drizzleAdapter(authDatabase(services.db), {
    provider: "pg",
    transaction: true,
    schema: {
      user: authUser,
      session: authSession,
      account: authAccount,
      verification: authVerification,
      twoFactor: authTwoFactor,
      passkey: authPasskey,
      organization: tenant,
      member,
      invitation,
    },
  });
  return (options: BetterAuthOptions) => withSessionDigests(adapter(options));
}

/** Remembers which tenant a session has chosen. Members and invitations are ours: its routes for them are not mounted. */
function organizationPlugin() {
  return organization({
    roles: {
      owner: ownerAc,
      admin: adminAc,
      editor: memberAc,
      operator: memberAc,
      viewer: memberAc,
      billing: memberAc,
    },
    creatorRole: "owner",
    schema: {
      member: { fields: { organizationId: "tenantId" } },
      invitation: { fields: { organizationId: "tenantId" } },
    },
  });
}

/** The library's messages may quote addresses and queries, so only their level is kept. */
function logAuth({ log }: Services, level: string): void {
  if (level === "error") log("error", "auth_library", {});
}

function makeId(model: string): string {
  if (model === "user") return newId("user");
  if (model === "organization") return newId("tenant");
  return crypto.randomUUID();
}

interface Instance {
  auth: ReturnType<typeof createAuth>;
  settings: Settings;
}

const instances = new WeakMap<Services, Instance>();

function instanceOf(env: Env, services: Services): Instance {
  const known = instances.get(services);
  if (known !== undefined) return known;
  const checked = readSettings(env);
  if (!checked.ok) throw new Error("services without settings");
  const instance = { auth: createAuth(checked.settings, services), settings: checked.settings };
  instances.set(services, instance);
  return instance;
}

/** Everything under `/auth`. Refusals of a form are the library's own; the rest are problems like everywhere. */
export async function handleAuth(env: Env, services: Services, request: Request, text: string): Promise<Response> {
  const { auth, settings } = instanceOf(env, services);
  const { method, url, headers } = request;
  const path = new URL(url).pathname.slice(BASE_PATH.length);
  const route = findAuthRoute(method, path);
  if (route === undefined) throw new ServiceError("not_found");
  const body = readBody(headers, text);
  const ending = SESSION_ENDINGS[`${method} ${path}`];
  const session = ending || route.gate?.person ? await readSession(env, services, headers) : undefined;
  const forgive =
    route.gate && (await passGate(services, settings, route.gate, { headers, body, userId: session?.userId }));
  if (ending) {
    return endSessions(services, { origin: headers.get("origin"), session, which: (own) => ending(own, body) });
  }
  const response = await auth.handler(
    new Request(new URL(url), { method, headers, ...(method === "POST" ? { body: JSON.stringify(body) } : {}) }),
  );
  if (response.status === 404) throw new ServiceError("not_found");
  if (response.status === 429) throw new ServiceError("rate_limited", { retryAfterMs: retryAfterMs(response) });
  if (await isUnreadablePasskey(response))
    return new Response(response.body, { status: 400, headers: response.headers });
  if (response.status >= 500) throw new Error(`the auth library answered ${response.status}`);
  if (response.ok) await forgive?.();
  return response;
}

/** The library would take forms as well, and what the gate reads must be what the library reads. */
function readBody(headers: Headers, text: string): unknown {
  if (text === "") return {};
  if (!/^application\/json\s*(;|$)/i.test(headers.get("content-type") ?? "")) throw new ServiceError("malformed_body");
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ServiceError("malformed_body", { cause });
  }
}

function retryAfterMs(response: Response): number {
  const seconds = Number(response.headers.get("x-retry-after"));
  return (seconds > 0 ? seconds : DEFAULT_WAIT_SECONDS) * 1_000;
}

/** The signed-in user behind the cookies, and the tenant that was last chosen. */
export async function readSession(env: Env, services: Services, headers: Headers): Promise<Session | undefined> {
  const found = await instanceOf(env, services).auth.api.getSession({ headers });
  if (found === null) return undefined;
  return { id: found.session.id, userId: found.user.id, tenantId: found.session.activeOrganizationId ?? undefined };
}
