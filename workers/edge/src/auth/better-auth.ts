import { newId } from "@netvexa/contract/ids";
import { authDatabase, controlBatch } from "@netvexa/db/control";
import { authAccount, authSession, authUser, authVerification } from "@netvexa/db/schema/auth";
import { invitation, member, tenant } from "@netvexa/db/schema/tenant";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { betterAuth } from "better-auth/minimal";
import { organization } from "better-auth/plugins/organization";
import { adminAc, memberAc, ownerAc } from "better-auth/plugins/organization/access";
import { asc, eq } from "drizzle-orm";
import type { Env, Settings } from "../env.ts";
import { readSettings } from "../env.ts";
import type { Services } from "../services/context.ts";
import type { Session } from "./session.ts";

/** Loaded on first use only: this library is larger than the whole hot path. */
const BASE_PATH = "/auth";
const PASSWORD_MIN_LENGTH = 10;
const SLUG_RANDOM_LENGTH = 12;

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
    rateLimit: { enabled: true },
    advanced: {
      cookiePrefix: "netvexa",
      useSecureCookies: settings.ENVIRONMENT === "production",
      ipAddress: { ipAddressHeaders: ["cf-connecting-ip"] },
      database: { generateId: ({ model }) => makeId(model) },
    },
    databaseHooks: {
      user: { create: { after: (user) => createOwnTenant(services, user) } },
      session: {
        create: {
          before: async (session) => ({
            data: { ...session, activeOrganizationId: await findFirstTenant(services, session.userId) },
          }),
        },
      },
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

/** The library's messages may quote addresses and queries, so only their level is kept. */
function logAuth({ log }: Services, level: string): void {
  if (level === "error") log("error", "auth_library", {});
}

function makeId(model: string): string {
  if (model === "user") return newId("user");
  if (model === "organization") return newId("tenant");
  return crypto.randomUUID();
}

/** Whoever signs up gets a tenant of their own. */
async function createOwnTenant(services: Services, user: { id: string; name: string }): Promise<void> {
  const tenantId = newId("tenant");
  const slug = tenantId.slice(-SLUG_RANDOM_LENGTH);
  await controlBatch(services.db, (query) => [
    query.insert(tenant).values({ id: tenantId, name: `${user.name || "My"} workspace`, slug }),
    query.insert(member).values({ id: crypto.randomUUID(), tenantId, userId: user.id, role: "owner" }),
  ]);
}

async function findFirstTenant(services: Services, userId: string): Promise<string | null> {
  const [[first]] = await controlBatch(services.db, (query) => [
    query
      .select({ tenantId: member.tenantId })
      .from(member)
      .where(eq(member.userId, userId))
      .orderBy(asc(member.createdAt))
      .limit(1),
  ]);
  return first?.tenantId ?? null;
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

/** Everything under `/auth`. */
export async function handleAuth(env: Env, services: Services, request: Request): Promise<Response> {
  return authOf(env, services).handler(request);
}

/** The signed-in user behind the cookies, and the tenant that was last chosen. */
export async function readSession(env: Env, services: Services, headers: Headers): Promise<Session | undefined> {
  const found = await authOf(env, services).api.getSession({ headers });
  if (found === null) return undefined;
  return { userId: found.user.id, tenantId: found.session.activeOrganizationId ?? undefined };
}
