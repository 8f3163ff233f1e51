import { openDatabase } from "@netvexa/db/client";
import { controlBatch } from "@netvexa/db/control";
import { sql } from "drizzle-orm";
import { describe, expect, it, vi } from "vitest";
import { FORGED_HOSTS, underHost } from "../testing/forged-host.ts";
import { newPerson, PASSWORD, Person } from "../testing/person.ts";
import { PUBLIC_URL, TestApi } from "../testing/test-api.ts";

const NEW = "another horse, another battery";
const RESET = /new password/;

async function ask(person: Person, from: { host?: string; headers?: Record<string, string> } = {}): Promise<void> {
  const asked = await person.call("POST", "/auth/request-password-reset", { body: { email: person.email }, ...from });
  expect(asked.status).toBe(200);
}

async function resetToken(person: Person): Promise<string> {
  await ask(person);
  return new URLSearchParams((await person.link(RESET)).hash.slice(1)).get("token") ?? "";
}

async function resetTokens(person: Person, count: number): Promise<string[]> {
  for (let asked = 0; asked < count; asked += 1) await ask(person);
  return vi.waitFor(() => {
    const mails = person.api.world.mails.filter(({ to, subject }) => to === person.email && RESET.test(subject));
    const tokens = mails.map(({ text }) => /#token=(\S+)/.exec(text)?.[1] ?? "");
    expect(new Set(tokens).size).toBe(count);
    return tokens;
  });
}

function reset(person: Person, token: unknown, newPassword: unknown = NEW) {
  return person.call("POST", "/auth/reset-password", { body: { token, newPassword } });
}

describe("a password reset", () => {
  it("O-39 sets the password once and ends all sessions", async () => {
    const api = new TestApi();
    const ada = await newPerson(api);
    const laptop = new Person(api, { email: ada.email });
    await laptop.signIn();
    const token = await resetToken(ada);
    expect((await reset(new Person(api), token)).status).toBe(200);
    expect([await ada.hasSession(), await laptop.hasSession()]).toEqual([false, false]);
    expect((await ada.signIn(PASSWORD)).status).toBe(401);
    expect((await ada.signIn(NEW)).status).toBe(200);
    expect((await reset(new Person(api), token, PASSWORD)).status).toBe(400);
    expect((await laptop.signIn(NEW)).status).toBe(200);
  });

  it("O-39 leaves no other link good, whenever that was asked for", async () => {
    const api = new TestApi();
    const ada = await newPerson(api);
    const [older, used, newer] = await resetTokens(ada, 3);
    expect((await reset(new Person(api), used)).status).toBe(200);
    for (const token of [older, newer]) expect((await reset(new Person(api), token, PASSWORD)).status).toBe(400);
    expect((await ada.signIn(NEW)).status).toBe(200);
  });

  it("O-39 with two links at one moment sets one password alone", async () => {
    const api = new TestApi();
    const ada = await newPerson(api);
    const [first, second] = await resetTokens(ada, 2);
    const passwords = [NEW, `${NEW}, too`];
    const answers = await Promise.all([first, second].map((token, at) => reset(new Person(api), token, passwords[at])));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const isGood = answers.map(({ status }) => status === 200);
    const opens = [];
    for (const password of passwords) opens.push((await new Person(api, ada).signIn(password)).status === 200);
    expect(opens).toEqual(isGood);
  });

  it("O-39 refuses a link that was asked for before the password was changed, and leaves others' alone", async () => {
    const api = new TestApi();
    const [ada, eve] = [await newPerson(api), await newPerson(api)];
    const [hers, token] = [await resetToken(eve), await resetToken(ada)];
    const body = { currentPassword: PASSWORD, newPassword: NEW };
    expect((await ada.call("POST", "/auth/change-password", { body })).status).toBe(200);
    expect((await reset(new Person(api), token, PASSWORD)).status).toBe(400);
    expect((await reset(new Person(api), hers)).status).toBe(200);
  });

  it.each([
    ["null", null],
    ["empty", ""],
    ["an array", ["a"]],
    ["an object", { $ne: "" }],
    ["foreign", "a".repeat(24)],
  ])("O-39 refuses a token that is %s", async (_name, token) => {
    const ada = await newPerson(new TestApi());
    await ask(ada);
    expect((await reset(ada, token)).status).toBe(400);
    expect((await ada.signIn(NEW)).status).toBe(401);
  });

  it("O-39 refuses an expired token", async () => {
    const api = new TestApi();
    const ada = await newPerson(api);
    const { json } = await ada.call("GET", "/auth/get-session");
    const token = await resetToken(ada);
    const db = openDatabase({ url: api.env.DATABASE_URL ?? "" });
    await controlBatch(db, () => [
      sql`update auth_verification set expires_at = now() - interval '1 hour' where value = ${json.user.id}`,
    ]);
    expect((await reset(ada, token)).status).toBe(400);
  });

  it.each(FORGED_HOSTS)("O-39 mails a link to the configured host though it is asked for under %s", async (host) => {
    const ada = await newPerson(new TestApi());
    await ask(ada, underHost(host));
    const link = await ada.link(RESET);
    expect(link.origin + link.pathname).toBe(`${PUBLIC_URL}/app/reset-password`);
    expect(await ada.mail(RESET)).not.toContain(host);
  });

  it.each(FORGED_HOSTS)("O-39 is not asked for under %s by a page there, nor with a way back to it", async (host) => {
    const api = new TestApi();
    const ada = await newPerson(api);
    const { headers } = underHost(host);
    const asked = (body: object, more: Record<string, string>) =>
      ada.call("POST", "/auth/request-password-reset", {
        body: { email: ada.email, ...body },
        host,
        headers: { ...headers, ...more },
      });
    expect((await asked({}, { origin: `https://${host}` })).status).toBe(403);
    expect((await asked({ redirectTo: `https://${host}/app` }, {})).status).toBe(403);
    expect(api.world.mails.filter(({ subject }) => RESET.test(subject))).toEqual([]);
  });

  it("O-39 answers alike for an address that nobody has, and sends nothing", async () => {
    const api = new TestApi();
    const ada = await newPerson(api);
    const body = (email: string) => ({ body: { email } });
    const known = await ada.call("POST", "/auth/request-password-reset", body(ada.email));
    const unknown = await ada.call("POST", "/auth/request-password-reset", body("nobody@netvexa.test"));
    expect([unknown.status, unknown.json]).toEqual([known.status, known.json]);
    await ada.link(RESET);
    expect(api.world.mails.filter(({ to }) => to === "nobody@netvexa.test")).toEqual([]);
  });

  it("never logs an address or a link, even if the mail does not leave", async () => {
    const api = new TestApi({
      spoil: (services) => ({ ...services, mailer: { send: () => Promise.reject(new Error("down")) } }),
    });
    const ada = await newPerson(api);
    await ask(ada);
    await vi.waitFor(() => expect(api.world.log.filter(({ event }) => event === "mail_failed")).toHaveLength(2));
    expect(JSON.stringify(api.world.log)).not.toMatch(/@netvexa\.test|token=/);
  });
});

describe("a password", () => {
  it("is changed with the present one, and other sessions end if asked", async () => {
    const api = new TestApi();
    const ada = await newPerson(api);
    const laptop = new Person(api, { email: ada.email });
    await laptop.signIn();
    const change = (currentPassword: string) =>
      ada.call("POST", "/auth/change-password", {
        body: { currentPassword, newPassword: NEW, revokeOtherSessions: true },
      });
    expect((await change("not the password")).status).toBe(400);
    expect((await change(PASSWORD)).status).toBe(200);
    expect([await ada.hasSession(), await laptop.hasSession()]).toEqual([true, false]);
  });
});

describe("sessions", () => {
  it("are listed, ended one by one, and ended everywhere", async () => {
    const api = new TestApi();
    const ada = await newPerson(api);
    const [laptop, phone] = [new Person(api, { email: ada.email }), new Person(api, { email: ada.email })];
    await laptop.signIn();
    await phone.signIn();
    const { json: sessions } = await ada.call("GET", "/auth/list-sessions");
    expect(sessions).toHaveLength(3);
    const { json: own } = await laptop.call("GET", "/auth/get-session");
    await ada.call("POST", "/auth/revoke-session", { body: { token: own.session.token } });
    expect([await laptop.hasSession(), await phone.hasSession()]).toEqual([false, true]);
    const listed = (sessions as { id: string; token: string }[]).find(({ id }) => id === own.session.id);
    expect(listed?.token).not.toBe(own.session.token);
    await laptop.signIn();
    const { json: again } = await laptop.call("GET", "/auth/get-session");
    const { json: more } = await ada.call("GET", "/auth/list-sessions");
    const { token } = (more as { id: string; token: string }[]).find(({ id }) => id === again.session.id) ?? {};
    await ada.call("POST", "/auth/revoke-session", { body: { token } });
    expect([await ada.hasSession(), await laptop.hasSession(), await phone.hasSession()]).toEqual([true, false, true]);
    await ada.call("POST", "/auth/revoke-other-sessions", { body: {} });
    expect([await ada.hasSession(), await phone.hasSession()]).toEqual([true, false]);
    await phone.signIn();
    await ada.call("POST", "/auth/revoke-sessions", { body: {} });
    expect([await ada.hasSession(), await phone.hasSession()]).toEqual([false, false]);
  });

  it("of somebody else cannot be ended", async () => {
    const api = new TestApi();
    const [ada, eve] = [await newPerson(api), await newPerson(api)];
    const { json: own } = await ada.call("GET", "/auth/get-session");
    await eve.call("POST", "/auth/revoke-session", { body: { token: own.session.token } });
    await eve.call("POST", "/auth/revoke-other-sessions", { body: {} });
    expect(await ada.hasSession()).toBe(true);
  });
});

describe("an access token", () => {
  const read = (api: TestApi, token: string) => api.call("GET", "/v1/agents", { token });

  it.each<[string, (ada: Person, phone: Person) => Promise<unknown>]>([
    ["its session signs out", (_ada, phone) => phone.call("POST", "/auth/sign-out", { body: {} })],
    ["its session is ended from another", (ada) => ada.call("POST", "/auth/revoke-other-sessions", { body: {} })],
    ["every session is ended", (ada) => ada.call("POST", "/auth/revoke-sessions", { body: {} })],
    [
      "the password is changed",
      (ada) =>
        ada.call("POST", "/auth/change-password", {
          body: { currentPassword: PASSWORD, newPassword: NEW, revokeOtherSessions: true },
        }),
    ],
    ["the password is reset", async (ada) => reset(new Person(ada.api), await resetToken(ada))],
  ])("O-38 is worth nothing from the next request on once %s", async (_name, end) => {
    const api = new TestApi();
    const ada = await newPerson(api);
    const phone = new Person(api, { email: ada.email });
    await phone.signIn();
    const { token } = await phone.token();
    expect((await read(api, token)).status).toBe(200);
    await end(ada, phone);
    expect((await read(api, token)).problem.code).toBe("unauthenticated");
    expect((await phone.call("POST", "/v1/token")).problem.code).toBe("unauthenticated");
  });

  it("does not outlive a session that has run out", async () => {
    const api = new TestApi();
    const ada = await newPerson(api);
    const { token } = await ada.token();
    const { json: own } = await ada.call("GET", "/auth/get-session");
    await controlBatch(api.services.db, () => [
      sql`update auth_session set expires_at = now() - interval '1 hour' where id = ${own.session.id}`,
    ]);
    expect((await read(api, token)).problem.code).toBe("unauthenticated");
  });

  it("names its session by an id that opens nothing", async () => {
    const ada = await newPerson(new TestApi());
    const { token } = await ada.token();
    const { json: own } = await ada.call("GET", "/auth/get-session");
    const claims = JSON.parse(atob((token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/")));
    expect(claims.sid).toBe(own.session.id);
    expect(JSON.stringify(claims)).not.toContain(own.session.token);
  });
});
