import { controlBatch } from "@netvexa/db/control";
import { member } from "@netvexa/db/schema/tenant";
import { mintTenantContext } from "@netvexa/db/tenant-context";
import { describe, expect, it } from "vitest";
import { verifyAuditChain } from "../services/audit/verify.ts";
import { Authenticator } from "../testing/authenticator.ts";
import { newPerson, PASSWORD, Person } from "../testing/person.ts";
import { PUBLIC_URL, TestApi } from "../testing/test-api.ts";
import { codeOf } from "../testing/totp.ts";

const CHANGED = /how you sign in/;
const NEW_PASSWORD = "another horse battery";

/** Ada, who also works in a tenant of somebody else. */
async function open() {
  const api = new TestApi();
  const ada = await newPerson(api);
  const other = await api.newTenant();
  const { tenantId } = await ada.token();
  const { json } = await ada.call("GET", "/auth/get-session");
  const userId = json.user.id as typeof other.userId;
  await controlBatch(api.services.db, (query) => [
    query.insert(member).values({ id: crypto.randomUUID(), tenantId: other.tenantId, userId, role: "viewer" }),
  ]);
  /** What the other tenant's owner reads about accounts, the first first. */
  const read = async (): Promise<{ action: string }[]> =>
    (await api.call("GET", "/v1/audit", { token: other.token })).json.items.toReversed();
  return { api, ada, other, tenantId, userId, read };
}

function mailsTo({ api, email }: Person): string[] {
  return api.world.mails.filter(({ to, subject }) => to === email && CHANGED.test(subject)).map(({ text }) => text);
}

async function setUp(person: Person): Promise<{ uri: string; codes: string[] }> {
  const { json } = await person.call("POST", "/auth/two-factor/enable", { body: { password: PASSWORD } });
  await person.call("POST", "/auth/two-factor/verify-totp", { body: { code: await codeOf(json.totpURI) } });
  return { uri: json.totpURI, codes: json.backupCodes };
}

describe("a change in how somebody signs in", () => {
  it("is written down in each tenant of the person, with an unbroken chain, and nowhere else", async () => {
    const { api, ada, other, userId, read } = await open();
    const stranger = await api.newTenant();
    const { codes } = await setUp(ada);
    const phone = new Person(api, { email: ada.email });
    await phone.signIn();
    await phone.call("POST", "/auth/two-factor/verify-backup-code", { body: { code: codes[0] } });
    await ada.call("POST", "/auth/two-factor/generate-backup-codes", { body: { password: PASSWORD } });
    await ada.call("POST", "/auth/two-factor/disable", { body: { password: PASSWORD } });
    const device = new Authenticator(PUBLIC_URL);
    const { json: options } = await ada.call("GET", "/auth/passkey/generate-register-options");
    const response = await device.register(options);
    const added = await ada.call("POST", "/auth/passkey/verify-registration", { body: { response, name: "Laptop" } });
    await ada.call("POST", "/auth/passkey/delete-passkey", { body: { id: added.json.id } });
    const body = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD };
    expect((await ada.call("POST", "/auth/change-password", { body })).status).toBe(200);

    const events = await read();
    expect(events.map(({ action }) => action)).toEqual([
      "account.second_factor_on",
      "account.recovery_code_use",
      "account.recovery_codes_renew",
      "account.second_factor_off",
      "account.passkey_add",
      "account.passkey_remove",
      "account.password_change",
    ]);
    const who = { kind: "user", id: userId };
    expect(events.every((event) => JSON.stringify(event).includes(userId))).toBe(true);
    expect(events[0]).toMatchObject({ actor: who, target: who, detail: {} });
    for (const { tenantId } of [other, await ada.token()]) {
      const chain = await verifyAuditChain(api.services.db, mintTenantContext(tenantId));
      expect(chain).toEqual({ events: 7, broken: undefined });
    }
    expect((await api.call("GET", "/v1/audit", { token: stranger.token })).json.items).toEqual([]);
  });

  it("is told to the person by mail, each time and only when it was made", async () => {
    const { api, ada } = await open();
    await ada.call("POST", "/auth/two-factor/disable", { body: { password: "wrong" } });
    await ada.call("POST", "/auth/change-password", {
      body: { currentPassword: "wrong", newPassword: NEW_PASSWORD },
    });
    const { codes, uri } = await setUp(ada);
    const phone = new Person(api, { email: ada.email });
    await phone.signIn();
    await phone.call("POST", "/auth/two-factor/verify-backup-code", { body: { code: codes[0] } });
    const laptop = new Person(api, { email: ada.email });
    await laptop.signIn();
    await laptop.call("POST", "/auth/two-factor/verify-totp", { body: { code: await codeOf(uri, 1) } });
    await ada.call("POST", "/auth/two-factor/generate-backup-codes", { body: { password: PASSWORD } });
    await ada.call("POST", "/auth/two-factor/disable", { body: { password: PASSWORD } });
    const body = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD };
    await ada.call("POST", "/auth/change-password", { body });
    await expect
      .poll(() => mailsTo(ada).map((text) => text.split("\n", 1)[0]))
      .toEqual([
        expect.stringContaining("turned on"),
        expect.stringContaining("recovery codes, which is used up"),
        expect.stringContaining("New recovery codes"),
        expect.stringContaining("turned off"),
        expect.stringContaining("password of your account was changed"),
      ]);
  });

  it("by a mailed link counts as well", async () => {
    const { ada, read } = await open();
    await ada.call("POST", "/auth/request-password-reset", { body: { email: ada.email } });
    const token = /#token=(\S+)/.exec((await ada.link(/new password/)).hash)?.[1] ?? "";
    expect(
      (await ada.call("POST", "/auth/reset-password", { body: { token, newPassword: NEW_PASSWORD } })).status,
    ).toBe(200);
    expect((await read()).map(({ action }) => action)).toEqual(["account.password_change"]);
    await expect.poll(() => mailsTo(ada)).toHaveLength(1);
  });
});
