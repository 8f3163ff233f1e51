import { describe, expect, it } from "vitest";
import { newPerson, PASSWORD, Person } from "../testing/person.ts";
import { TestApi } from "../testing/test-api.ts";

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const PERIOD_SECONDS = 30;

/** What an authenticator shows for the address that it has scanned. */
async function codeOf(uri: string, stepsAhead = 0): Promise<string> {
  const secret = new URL(uri).searchParams.get("secret") ?? "";
  const bits = [...secret].map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const bytes = (bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2));
  const key = await crypto.subtle.importKey("raw", new Uint8Array(bytes), { name: "HMAC", hash: "SHA-1" }, false, [
    "sign",
  ]);
  const counter = new DataView(new ArrayBuffer(8));
  counter.setBigUint64(0, BigInt(Math.floor(Date.now() / 1000 / PERIOD_SECONDS) + stepsAhead));
  const digest = new DataView(await crypto.subtle.sign("HMAC", key, counter.buffer));
  const number = digest.getUint32(digest.getUint8(19) & 15) & 0x7fffffff;
  return (number % 1_000_000).toString().padStart(6, "0");
}

async function withSecondFactor(api: TestApi) {
  const person = await newPerson(api);
  const { json } = await person.call("POST", "/auth/two-factor/enable", { body: { password: PASSWORD } });
  const confirmed = await person.call("POST", "/auth/two-factor/verify-totp", {
    body: { code: await codeOf(json.totpURI) },
  });
  expect(confirmed.status).toBe(200);
  return { person, totpUri: json.totpURI as string, recoveryCodes: json.backupCodes as string[] };
}

describe("the second factor", () => {
  it("is asked for after the password; only its code opens a session", async () => {
    const api = new TestApi();
    const { person, totpUri } = await withSecondFactor(api);
    const phone = new Person(api, { email: person.email });
    expect((await phone.signIn()).json).toMatchObject({ twoFactorRedirect: true, twoFactorMethods: ["totp"] });
    expect(await phone.hasSession()).toBe(false);
    const right = await codeOf(totpUri);
    const wrong = right === "000000" ? "000001" : "000000";
    expect((await phone.call("POST", "/auth/two-factor/verify-totp", { body: { code: wrong } })).status).toBe(401);
    expect((await phone.call("POST", "/auth/two-factor/verify-totp", { body: { code: right } })).status).toBe(200);
    expect(await phone.hasSession()).toBe(true);
  });

  it("gives way to a recovery code, each of them once", async () => {
    const api = new TestApi();
    const { person, recoveryCodes } = await withSecondFactor(api);
    expect(recoveryCodes).toHaveLength(10);
    const use = async () => {
      const phone = new Person(api, { email: person.email });
      await phone.signIn();
      return phone.call("POST", "/auth/two-factor/verify-backup-code", { body: { code: recoveryCodes[0] } });
    };
    expect((await use()).status).toBe(200);
    expect((await use()).status).toBe(401);
  });

  it("is not turned on or off without the password, nor on without a code", async () => {
    const api = new TestApi();
    const eve = await newPerson(api);
    expect((await eve.call("POST", "/auth/two-factor/enable", { body: { password: "wrong" } })).status).toBe(400);
    await eve.call("POST", "/auth/two-factor/enable", { body: { password: PASSWORD } });
    expect((await eve.signIn()).json.twoFactorRedirect).toBeUndefined();
    const { person } = await withSecondFactor(api);
    expect((await person.call("POST", "/auth/two-factor/disable", { body: { password: "wrong" } })).status).toBe(400);
    expect((await person.call("POST", "/auth/two-factor/disable", { body: { password: PASSWORD } })).status).toBe(200);
    expect((await new Person(api, { email: person.email }).signIn()).json.twoFactorRedirect).toBeUndefined();
  });

  it("O-40 is locked for the account after ten wrong codes, however many sign-ins they came from", async () => {
    const api = new TestApi();
    const { person, totpUri } = await withSecondFactor(api);
    const right = await codeOf(totpUri);
    const wrong = [right, await codeOf(totpUri, 1), await codeOf(totpUri, -1)].includes("000000") ? "999999" : "000000";
    const statuses: number[] = [];
    for (let round = 0; round < 4; round += 1) {
      const eve = new Person(api, { email: person.email });
      await eve.signIn();
      for (let guess = 0; guess < 4; guess += 1) {
        statuses.push((await eve.call("POST", "/auth/two-factor/verify-totp", { body: { code: wrong } })).status);
      }
    }
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
    const last = new Person(api, { email: person.email });
    await last.signIn();
    expect((await last.call("POST", "/auth/two-factor/verify-totp", { body: { code: right } })).status).toBe(429);
  });
});
