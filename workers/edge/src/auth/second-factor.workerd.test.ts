import { describe, expect, it } from "vitest";
import { newPerson, PASSWORD, Person } from "../testing/person.ts";
import { TestApi } from "../testing/test-api.ts";
import { codeOf } from "../testing/totp.ts";

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
    const right = await codeOf(totpUri, 1);
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
