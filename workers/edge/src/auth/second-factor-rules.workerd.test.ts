import { controlBatch } from "@netvexa/db/control";
import { authVerification } from "@netvexa/db/schema/auth";
import { describe, expect, it } from "vitest";
import { newPerson, PASSWORD, Person } from "../testing/person.ts";
import { PUBLIC_URL, TestApi } from "../testing/test-api.ts";
import { codeOf } from "../testing/totp.ts";

const CONFIRM = /confirm/i;
const DEVICE = "netvexa.trust_device";

async function withSecondFactor(api: TestApi) {
  const person = await newPerson(api);
  const { json } = await person.call("POST", "/auth/two-factor/enable", { body: { password: PASSWORD } });
  const uri = json.totpURI as string;
  const [set, next] = [await codeOf(uri), await codeOf(uri, 1)];
  const confirmed = await person.call("POST", "/auth/two-factor/verify-totp", { body: { code: set } });
  expect(confirmed.status).toBe(200);
  return { person, uri, set, next, recoveryCode: json.backupCodes[0] as string };
}

/** Somewhere else, with the password entered and the code still to come. */
async function halfway({ api, email }: Person): Promise<Person> {
  const person = new Person(api, { email });
  expect((await person.signIn()).json.twoFactorRedirect).toBe(true);
  return person;
}

function enter(person: Person, code: string, more: object = {}) {
  return person.call("POST", "/auth/two-factor/verify-totp", { body: { code, ...more } });
}

describe("a code of the authenticator", () => {
  it("signs in once, and none that is older signs in after it", async () => {
    const { person, set, next } = await withSecondFactor(new TestApi());
    expect((await enter(await halfway(person), next)).status).toBe(200);
    for (const code of [next, set]) {
      const again = await halfway(person);
      expect(await enter(again, code)).toMatchObject({ status: 401, json: { code: "INVALID_CODE" } });
      expect(await again.hasSession()).toBe(false);
    }
  });

  it("signs in nobody once it has turned the second factor on", async () => {
    const { person, set } = await withSecondFactor(new TestApi());
    expect((await enter(await halfway(person), set)).status).toBe(401);
  });

  it("signs in one of those who show it at one moment", async () => {
    const { person, next } = await withSecondFactor(new TestApi());
    const several = [await halfway(person), await halfway(person), await halfway(person)];
    const answers = await Promise.all(several.map((each) => enter(each, next)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401, 401]);
  });

  it("is of no use to a sign-in that was begun with a password since changed", async () => {
    const { person, next } = await withSecondFactor(new TestApi());
    const begun = await halfway(person);
    const body = { currentPassword: PASSWORD, newPassword: "another horse, another battery" };
    expect((await person.call("POST", "/auth/change-password", { body })).status).toBe(200);
    expect((await enter(begun, next)).status).toBe(401);
    expect(await begun.hasSession()).toBe(false);
  });
});

describe("a device", () => {
  it("is not trusted, whoever asks for it and by whichever code", async () => {
    const { person, next, recoveryCode } = await withSecondFactor(new TestApi());
    const [phone, tablet] = [await halfway(person), await halfway(person)];
    const entered = [
      await enter(phone, next, { trustDevice: true }),
      await tablet.call("POST", "/auth/two-factor/verify-backup-code", {
        body: { code: recoveryCode, trustDevice: true },
      }),
    ];
    for (const { status, headers } of entered) {
      expect(status).toBe(200);
      expect(headers.getSetCookie().join()).not.toContain("trust_device");
    }
    for (const device of [phone, tablet]) expect((await device.signIn()).json.twoFactorRedirect).toBe(true);
  });

  it("that was trusted before is asked for its code", async () => {
    const api = new TestApi();
    const { person } = await withSecondFactor(api);
    const { json } = await person.call("GET", "/auth/get-session");
    const cookie = await trustedCookie(api, json.user.id);
    const body = { email: person.email, password: PASSWORD };
    const headers = { origin: PUBLIC_URL, cookie };
    const signedIn = await api.call("POST", "/auth/sign-in/email", { body, headers });
    expect(signedIn.json).toMatchObject({ twoFactorRedirect: true });
  });
});

describe("a confirmed address", () => {
  it("signs in nobody past the second factor", async () => {
    const { person } = await withSecondFactor(new TestApi());
    const link = await person.link(CONFIRM);
    const eve = new Person(person.api, { email: person.email });
    const opened = await eve.call("GET", link.pathname + link.search);
    expect([opened.status, opened.headers.get("location")]).toEqual([302, "/app/confirmed"]);
    expect(await eve.hasSession()).toBe(false);
    const { json } = await person.call("GET", "/auth/get-session");
    expect(json.user.emailVerified).toBe(true);
    expect((await person.call("GET", "/auth/list-sessions")).json).toHaveLength(1);
  });

  it("leaves those signed in who have passed it", async () => {
    const { person } = await withSecondFactor(new TestApi());
    const link = await person.link(CONFIRM);
    expect((await person.call("GET", link.pathname + link.search)).status).toBe(302);
    expect(await person.hasSession()).toBe(true);
  });

  it("signs in whoever has no second factor", async () => {
    const ada = await newPerson(new TestApi());
    const link = await ada.link(CONFIRM);
    const phone = new Person(ada.api, { email: ada.email });
    await phone.call("GET", link.pathname + link.search);
    expect(await phone.hasSession()).toBe(true);
  });
});

const encoder = new TextEncoder();

function base64(bytes: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)));
}

function base64Url(bytes: ArrayBuffer): string {
  return base64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** As the library has made them, with the row that makes it good. */
async function trustedCookie(api: TestApi, userId: string): Promise<string> {
  const secret = encoder.encode(api.env.AUTH_SECRET ?? "");
  const key = await crypto.subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const sign = (text: string) => crypto.subtle.sign("HMAC", key, encoder.encode(text));
  const identifier = `trust-device-${crypto.randomUUID()}`;
  const hashed = base64Url(await crypto.subtle.digest("SHA-256", encoder.encode(identifier)));
  await controlBatch(api.services.db, (query) => [
    query.insert(authVerification).values({
      id: crypto.randomUUID(),
      identifier: hashed,
      value: userId,
      expiresAt: new Date(Date.now() + 86_400_000),
    }),
  ]);
  const value = `${base64Url(await sign(`${userId}!${identifier}`))}!${identifier}`;
  return `${DEVICE}=${encodeURIComponent(`${value}.${base64(await sign(value))}`)}`;
}
