import { describe, expect, it } from "vitest";
import { Authenticator } from "../testing/authenticator.ts";
import { newPerson, PASSWORD, Person } from "../testing/person.ts";
import { PUBLIC_URL, TestApi } from "../testing/test-api.ts";
import { codeOf } from "../testing/totp.ts";

type Quirks = Parameters<Authenticator["authenticate"]>[1];

async function addTo(person: Person, device: Authenticator, quirks?: Quirks) {
  const { json: options } = await person.call("GET", "/auth/passkey/generate-register-options");
  const response = await device.register(options, quirks);
  return person.call("POST", "/auth/passkey/verify-registration", { body: { response, name: "Laptop" } });
}

async function optionsFor(person: Person) {
  return (await person.call("GET", "/auth/passkey/generate-authenticate-options")).json;
}

function send(person: Person, response: unknown) {
  return person.call("POST", "/auth/passkey/verify-authentication", { body: { response } });
}

async function signInWith(person: Person, device: Authenticator, quirks?: Quirks) {
  return send(person, await device.authenticate(await optionsFor(person), quirks));
}

async function open() {
  const api = new TestApi();
  const ada = await newPerson(api);
  const device = new Authenticator(PUBLIC_URL);
  expect((await addTo(ada, device)).status).toBe(200);
  return { api, ada, device, browser: new Person(api) };
}

describe("a passkey", () => {
  it("is announced by mail to its person when it is added", async () => {
    const { ada } = await open();
    expect((await ada.link(/passkey was added/)).href).toBe(`${PUBLIC_URL}/app/account`);
  });

  it("is asked for by our own name, to be found and opened by its person", async () => {
    const ada = await newPerson(new TestApi());
    const { json } = await ada.call("GET", "/auth/passkey/generate-register-options");
    expect(json).toMatchObject({
      rp: { id: "app.netvexa.test", name: "NETVEXA" },
      attestation: "none",
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
    });
  });

  it("signs in without an address or a password, again and again", async () => {
    const { ada, device, browser } = await open();
    expect(await optionsFor(browser)).toMatchObject({ rpId: "app.netvexa.test" });
    expect((await signInWith(browser, device)).status).toBe(200);
    const { json } = await browser.call("GET", "/auth/get-session");
    expect(json.user.email).toBe(ada.email);
    expect((await browser.token()).role).toBe("owner");
    expect((await signInWith(new Person(browser.api), device)).status).toBe(200);
  });

  it("stands for both factors", async () => {
    const { ada, device, browser } = await open();
    const { json } = await ada.call("POST", "/auth/two-factor/enable", { body: { password: PASSWORD } });
    await ada.call("POST", "/auth/two-factor/verify-totp", { body: { code: await codeOf(json.totpURI) } });
    expect((await new Person(ada.api, { email: ada.email }).signIn()).json.twoFactorRedirect).toBe(true);
    expect((await signInWith(browser, device)).status).toBe(200);
    expect(await browser.hasSession()).toBe(true);
  });

  it.each<[string, Quirks]>([
    ["for another origin", { origin: "https://evil.test" }],
    ["for another scheme of the same host", { origin: PUBLIC_URL.replace("https:", "http:") }],
    ["for another party", { rpId: "evil.test" }],
    ["by a device that nobody opened", { isUserVerified: false }],
  ])("is refused if it was used %s", async (_name, quirks) => {
    const { device, browser } = await open();
    expect([400, 401]).toContain((await signInWith(browser, device, quirks)).status);
    expect(await browser.hasSession()).toBe(false);
  });

  it.each<[string, Quirks]>([
    ["another origin", { origin: "https://evil.test" }],
    ["another party", { rpId: "evil.test" }],
    ["nobody in particular", { isUserVerified: false }],
  ])("is not taken if it was made for %s", async (_name, quirks) => {
    const ada = await newPerson(new TestApi());
    expect((await addTo(ada, new Authenticator(PUBLIC_URL), quirks)).status).toBeGreaterThanOrEqual(400);
    expect((await ada.call("GET", "/auth/passkey/list-user-passkeys")).json).toEqual([]);
  });

  it("is refused when an answer is sent twice, or answers another browser's question", async () => {
    const { api, device, browser } = await open();
    const answer = await device.authenticate(await optionsFor(browser));
    expect((await send(browser, answer)).status).toBe(200);
    const eve = new Person(api);
    expect((await send(eve, answer)).status).toBe(400);
    await optionsFor(eve);
    expect((await send(eve, answer)).status).toBe(400);
    const stolen = await device.authenticate(await optionsFor(browser));
    expect((await send(eve, stolen)).status).toBe(400);
    expect(await eve.hasSession()).toBe(false);
  });

  it("is refused if its counter stands still or goes back, as that of a copy would", async () => {
    const { device, browser } = await open();
    expect((await signInWith(browser, device, { counter: 9 })).status).toBe(200);
    for (const counter of [9, 3, 0]) {
      const later = new Person(browser.api);
      expect((await signInWith(later, device, { counter })).status).toBe(400);
      expect(await later.hasSession()).toBe(false);
    }
    expect((await signInWith(browser, device, { counter: 10 })).status).toBe(200);
  });

  it("is refused if nobody has it, or with another key under a known name", async () => {
    const { device, browser } = await open();
    expect((await signInWith(browser, new Authenticator(PUBLIC_URL))).status).toBe(401);
    const forged = await new Authenticator(PUBLIC_URL).authenticate(await optionsFor(browser));
    const named = { ...forged, id: device.credentialId, rawId: device.credentialId };
    expect((await send(browser, named)).status).toBe(401);
    for (const response of [{}, { id: device.credentialId }, { id: { $ne: "" } }, { id: ["a"] }]) {
      await optionsFor(browser);
      expect([400, 401]).toContain((await send(browser, response)).status);
    }
    expect(await browser.hasSession()).toBe(false);
  });

  it("is listed, renamed and removed by its person alone", async () => {
    const { api, ada, device, browser } = await open();
    const eve = await newPerson(api);
    const list = async (person: Person) => (await person.call("GET", "/auth/passkey/list-user-passkeys")).json;
    const [{ id, name }] = await list(ada);
    expect([name, await list(eve)]).toEqual(["Laptop", []]);
    const rename = (person: Person) =>
      person.call("POST", "/auth/passkey/update-passkey", { body: { id, name: "Old laptop" } });
    const remove = (person: Person) => person.call("POST", "/auth/passkey/delete-passkey", { body: { id } });
    expect([(await rename(eve)).status, (await remove(eve)).status]).toEqual([401, 401]);
    expect((await rename(ada)).status).toBe(200);
    expect(await list(ada)).toMatchObject([{ name: "Old laptop" }]);
    expect((await remove(ada)).status).toBe(200);
    expect((await signInWith(browser, device)).status).toBe(401);
  });

  it("is added by somebody who signed in lately, once, and for nobody else", async () => {
    const { api, ada, device } = await open();
    const eve = await newPerson(api);
    expect((await addTo(eve, device)).status).toBeGreaterThanOrEqual(400);
    expect((await new Person(api).call("GET", "/auth/passkey/generate-register-options")).status).toBe(401);
    const { json: options } = await ada.call("GET", "/auth/passkey/generate-register-options");
    const response = await new Authenticator(PUBLIC_URL).register(options);
    const body = { body: { response } };
    expect((await eve.call("POST", "/auth/passkey/verify-registration", body)).status).toBe(400);
    expect((await ada.call("POST", "/auth/passkey/verify-registration", body)).status).toBe(200);
    expect((await ada.call("POST", "/auth/passkey/verify-registration", body)).status).toBe(400);
  });
});
