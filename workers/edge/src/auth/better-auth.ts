import { newId } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { authDatabase } from "@netvexa/db/control";
import { authAccount, authSession, authUser, authVerification } from "@netvexa/db/schema/auth";
import { invitation, member, tenant } from "@netvexa/db/schema/tenant";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { betterAuth } from "better-auth/minimal";
import { organization } from "better-auth/plugins/organization";
import { adminAc, memberAc, ownerAc } from "better-auth/plugins/organization/access";
import type { Env, Settings } from "../env.ts";
import { readSettings } from "../env.ts";
import type { Services } from "../services/context.ts";
import { createOwnTenant } from "./own-tenant.ts";
import type { Session } from "./session.ts";

/** Loaded on first use only: this library is larger than the whole hot path. */
const BASE_PATH = "/auth";
const PASSWORD_MIN_LENGTH = 10;
const DEFAULT_WAIT_SECONDS = 10;

function createAuth(settings: Settings, services: Services) {
  return betterAuth({
    appName: "NETVEXA",
    baseURL: settings.PUBLIC_URL,
    basePath: BASE_PATH,
    secret: settings.AUTH_SECRET,
    trustedOrigins: [settings.PUBLIC_URL],
    telemetry: { enabled: false },
    logger: { log: (level) => logAuth(services, level) },
    database: drizzleAdapter(authDatabase(services.db), {
      provider: "pg",
      transaction: true,
      schema: {
        user: authUser,
        session: authSession,
        account: authAccount,
        verification: authVerification,
        organization: tenant,
        member,
        invitation,
      },
    }),
    emailAndPassword: { enabled: true, minPasswordLength: PASSWORD_MIN_LENGTH, maxPasswordLength: 128 },
    rateLimit: { enabled: true, customRules: rateRules(settings) },
    advanced: {
      cookiePrefix: "netvexa",
      useSecureCookies: settings.ENVIRONMENT === "production",
      ipAddress: { ipAddressHeaders: ["cf-connecting-ip"] },
      database: { generateId: ({ model }) => makeId(model) },
    },
    databaseHooks: {
      // Runs once the user is committed; if it fails, the first token makes up for it.
      user: { create: { after: async ({ id }) => void (await createOwnTenant(services, id)) } },
    },
    plugins: [
      organization({
        roles: { owner: ownerAc, admin: adminAc, editor: memberAc, viewer: memberAc },
        creatorRole: "owner",
        schema: {
          member: { fields: { organizationId: "tenantId" } },
          invitation: { fields: { organizationId: "tenantId" } },
        },
      }),
    ],
  });
}

/** On a laptop all tests and clients share one address; in production the library's own strict rules hold. */
function rateRules({ ENVIRONMENT }: Settings): Record<string, { window: number; max: number }> {
  const lenient = { window: 10, max: 1_000 };
  return ENVIRONMENT === "production" ? {} : { "/sign-in/*": lenient, "/sign-up/*": lenient };
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

const instances = new WeakMap<Services, ReturnType<typeof createAuth>>();

function authOf(env: Env, services: Services): ReturnType<typeof createAuth> {
  const known = instances.get(services);
  if (known !== undefined) return known;
  const checked = readSettings(env);
  if (!checked.ok) throw new Error("services without settings");
  const auth = createAuth(checked.settings, services);
  instances.set(services, auth);
  return auth;
}

/** Everything under `/auth`. Refusals of a form are the library's own; the rest are problems like everywhere. */
export async function handleAuth(env: Env, services: Services, request: Request): Promise<Response> {
  const response = await authOf(env, services).handler(request);
  if (response.status === 404) throw new ServiceError("not_found");
  if (response.status === 429) throw new ServiceError("rate_limited", { retryAfterMs: retryAfterMs(response) });
  if (response.status >= 500) throw new Error(`the auth library answered ${response.status}`);
  return response;
}

function retryAfterMs(response: Response): number {
  const seconds = Number(response.headers.get("x-retry-after"));
  return (seconds > 0 ? seconds : DEFAULT_WAIT_SECONDS) * 1_000;
}

/** The signed-in user behind the cookies, and the tenant that was last chosen. */
export async function readSession(env: Env, services: Services, headers: Headers): Promise<Session | undefined> {
  const found = await authOf(env, services).api.getSession({ headers });
  if (found === null) return undefined;
  return { userId: found.user.id, tenantId: found.session.activeOrganizationId ?? undefined };
}
