import { controlBatch } from "@netvexa/db/control";
import { authSession, authUser } from "@netvexa/db/schema/auth";
import { member } from "@netvexa/db/schema/tenant";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { rowsNaming } from "../testing/dump.ts";
import { newPerson, PASSWORD, Person } from "../testing/person.ts";
import { TestApi } from "../testing/test-api.ts";
import { AUTH_ROUTES } from "./routes.ts";

const api = new TestApi();
const { db } = api.services;
/** The first request to the library loads it. */
const LOADING_MS = 30_000;
const LONG_AGO = "2020-01-01T00:00:00.000Z";
const POSTS = AUTH_ROUTES.filter((route) => route.startsWith("POST ")).map((route) => route.slice("POST ".length));

let ada: Person;
let eve: Person;
let stolen: { userId: string; tenantId: string };
let claims: Record<string, unknown>;

beforeAll(async () => {
  ada = await newPerson(api);
  eve = await newPerson(api);
  const { tenantId } = await eve.token();
  await ada.token();
  stolen = { tenantId, userId: (await stored(eve)).user.id };
  claims = {
    id: stolen.userId,
    userId: stolen.userId,
    user: { id: stolen.userId },
    tenantId,
    organizationId: tenantId,
    activeOrganizationId: tenantId,
    activeTenantId: tenantId,
    role: "owner",
    isAdmin: true,
    plan: "business",
    banned: true,
    credits: 1_000_000,
    permissions: ["key.manage"],
    emailVerified: true,
    twoFactorEnabled: true,
    createdAt: LONG_AGO,
    updatedAt: LONG_AGO,
    providerId: "credential",
    accountId: stolen.userId,
  };
}, LOADING_MS);

/** The rows of a person; throws for one who has none. */
async function stored({ email }: Person) {
  const [[user]] = await controlBatch(db, (query) => [query.select().from(authUser).where(eq(authUser.email, email))]);
  if (user === undefined) throw new Error("no such user");
  const [members, sessions] = await controlBatch(db, (query) => [
    query.select().from(member).where(eq(member.userId, user.id)),
    query.select().from(authSession).where(eq(authSession.userId, user.id)),
  ]);
  return { user, members, sessions };
}

/** All that is stored of the person whose ids are stolen, and all that would be hers were a claim believed. */
const storedOfEve = () => rowsNaming(db, [stolen.userId, stolen.tenantId, eve.email]);

/** What only the server sets of a user, and where that user is a member. */
async function given(person: Person) {
  const { user, members, sessions } = await stored(person);
  const { updatedAt, ...kept } = user;
  const isClaimed = updatedAt.toISOString() === LONG_AGO;
  return { kept, members, isClaimed, tenants: sessions.map(({ activeOrganizationId }) => activeOrganizationId) };
}

describe("a claim at sign-up", () => {
  it("O-05 O-06 to an id, role, plan, time or state of one's own is not believed, one by one and all at once", async () => {
    const before = await storedOfEve();
    const each = Object.entries(claims).map(([field, value]) => ({ [field]: value }));
    for (const claim of [...each, claims]) {
      const name = Object.keys(claim).join();
      const person = new Person(api);
      const begunAt = Date.now();
      const body = { ...claim, email: person.email, password: PASSWORD, name: "Ada" };
      expect([name, (await person.call("POST", "/auth/sign-up/email", { body })).status]).toEqual([name, 200]);
      const { user, members, sessions } = await stored(person);
      expect([name, user.id.startsWith("usr_"), user.id === stolen.userId]).toEqual([name, true, false]);
      expect([name, user.emailVerified, user.twoFactorEnabled]).toEqual([name, false, false]);
      expect([name, user.createdAt.getTime() >= begunAt - 1_000]).toEqual([name, true]);
      expect([name, user.updatedAt.getTime() >= begunAt - 1_000]).toEqual([name, true]);
      expect([name, members.map(({ role, tenantId }) => [role, tenantId === stolen.tenantId])]).toEqual([
        name,
        [["owner", false]],
      ]);
      expect([name, sessions.map((session) => session.activeOrganizationId)]).toEqual([name, [null]]);
    }
    expect(await storedOfEve()).toEqual(before);
  });
});

describe("a claim of somebody who is signed in", () => {
  it("O-06 in a change of one's name is not believed, one by one and all at once", async () => {
    const [before, ofEve] = [await given(ada), await storedOfEve()];
    const each = Object.entries(claims).map(([field, value]) => ({ [field]: value }));
    for (const claim of [...each, claims]) {
      const name = Object.keys(claim).join();
      const { status } = await ada.call("POST", "/auth/update-user", { body: { ...claim, name: "Grace" } });
      expect([name, [200, 400].includes(status)]).toEqual([name, true]);
      const { kept, ...rest } = await given(ada);
      expect({ claim: name, ...rest, kept: { ...kept, name: "Ada" } }).toEqual({ claim: name, ...before });
    }
    expect((await stored(ada)).user.name).toBe("Grace");
    const taken = await ada.call("POST", "/auth/update-user", { body: { email: eve.email } });
    expect(taken.status).toBe(400);
    expect((await stored(ada)).user.email).toBe(ada.email);
    expect(await storedOfEve()).toEqual(ofEve);
  });

  /** Bodies that do what the route is for; the rest are sent with nothing but claims. */
  const USUAL: Readonly<Record<string, (person: Person) => object>> = {
    "/sign-up/email": () => ({ email: new Person(api).email, password: PASSWORD, name: "Ada" }),
    "/sign-in/email": ({ email }) => ({ email, password: PASSWORD }),
    "/request-password-reset": ({ email }) => ({ email }),
    "/send-verification-email": ({ email }) => ({ email }),
    "/change-password": () => ({ currentPassword: PASSWORD, newPassword: PASSWORD }),
    "/two-factor/enable": () => ({ password: PASSWORD }),
    "/two-factor/generate-backup-codes": () => ({ password: PASSWORD }),
    "/two-factor/disable": () => ({ password: PASSWORD }),
  };

  it.each(POSTS)("O-05 O-06 is not believed, and reaches nobody else's rows: POST /auth%s", async (route) => {
    const laptop = new Person(api, { email: ada.email });
    expect((await laptop.signIn()).status).toBe(200);
    const [before, ofEve] = [await given(ada), await storedOfEve()];
    const body = { ...claims, ...USUAL[route]?.(ada) };
    const { status } = await laptop.call("POST", `/auth${route}`, { body });
    expect([route, status < 500]).toEqual([route, true]);
    const after = await given(ada);
    expect({ ...after, tenants: [] }).toEqual({ ...before, tenants: [] });
    expect(after.tenants).not.toContain(stolen.tenantId);
    expect(await storedOfEve()).toEqual(ofEve);
  });
});
