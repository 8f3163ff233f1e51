import { describe, expect, it } from "vitest";
import { FORGED_HOSTS, underHost } from "../testing/forged-host.ts";
import { newPerson, Person } from "../testing/person.ts";
import { PUBLIC_URL, TestApi } from "../testing/test-api.ts";

const CONFIRM = /confirm/i;

function strictApi(): TestApi {
  const api = new TestApi();
  Object.assign(api.env, { REQUIRE_EMAIL_VERIFICATION: "true" });
  return api;
}

describe("confirming an address", () => {
  it("is needed before the first sign-in where the setting says so, and signs in", async () => {
    const ada = await newPerson(strictApi());
    expect(await ada.hasSession()).toBe(false);
    expect(await ada.signIn()).toMatchObject({ status: 403, json: { code: "EMAIL_NOT_VERIFIED" } });
    const link = await ada.link(CONFIRM);
    const opened = await ada.call("GET", link.pathname + link.search);
    expect([opened.status, opened.headers.get("location")]).toEqual([302, "/app/confirmed"]);
    expect(await ada.hasSession()).toBe(true);
    expect((await ada.token()).role).toBe("owner");
  });

  it("is asked for, but not needed, on a laptop", async () => {
    const ada = await newPerson(new TestApi());
    expect(await ada.hasSession()).toBe(true);
    expect((await ada.link(CONFIRM)).origin).toBe(PUBLIC_URL);
  });

  it("does not work with a link that was changed", async () => {
    const ada = await newPerson(strictApi());
    const link = await ada.link(CONFIRM);
    const { status, headers } = await ada.call("GET", `${link.pathname}${link.search.replace("token=", "token=x")}`);
    expect([status, headers.get("location")]).toEqual([302, "/app/confirmed?error=INVALID_TOKEN"]);
    expect((await ada.signIn()).status).toBe(403);
  });

  it.each(FORGED_HOSTS)("O-39 leads to the configured host, whoever signs up or opens it under %s", async (host) => {
    const api = strictApi();
    const ada = new Person(api);
    expect((await ada.signUp(underHost(host))).status).toBe(200);
    const signedUp = await ada.link(CONFIRM);
    api.world.mails.splice(0);
    const body = { email: ada.email };
    expect((await ada.call("POST", "/auth/send-verification-email", { body, ...underHost(host) })).status).toBe(200);
    const askedFor = await ada.link(CONFIRM);
    for (const link of [signedUp, askedFor]) {
      expect(link.origin + link.pathname).toBe(`${PUBLIC_URL}/auth/verify-email`);
      expect(link.href).not.toContain(host);
    }
    const eve = new Person(api, body);
    await eve.signUp(underHost(host));
    expect((await eve.link(/already have an account/)).href).toBe(`${PUBLIC_URL}/app/sign-in`);
    const opened = await ada.call("GET", askedFor.pathname + askedFor.search, underHost(host));
    expect([opened.status, opened.headers.get("location")]).toEqual([302, "/app/confirmed"]);
  });

  it("tells the owner of a known address, and nobody else, that it is known", async () => {
    const api = strictApi();
    const ada = await newPerson(api);
    const eve = new Person(api, { email: ada.email });
    const stranger = new Person(api);
    const [known, unknown] = [await eve.signUp(), await stranger.signUp()];
    expect([known.status, Object.keys(known.json)]).toEqual([unknown.status, Object.keys(unknown.json)]);
    expect(await eve.mail(/already have an account/)).toContain(`${PUBLIC_URL}/app/sign-in`);
  });
});
