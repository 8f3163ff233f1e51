import { describe, expect, it } from "vitest";
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
