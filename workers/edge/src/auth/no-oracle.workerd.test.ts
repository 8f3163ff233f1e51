import { describe, expect, it } from "vitest";
import { newPerson, PASSWORD, Person } from "../testing/person.ts";
import { TestApi } from "../testing/test-api.ts";

const ROUNDS = 5;
/** Hashing a password takes far longer than everything else, so leaving it out would show as a small share. */
const SMALLEST_SHARE = 0.4;

/** As in production: addresses are confirmed first, so an answer need not say who has one. */
function strictApi(): TestApi {
  const api = new TestApi();
  Object.assign(api.env, { REQUIRE_EMAIL_VERIFICATION: "true" });
  return api;
}

const newEmail = () => `${crypto.randomUUID()}@netvexa.test`;

/** What of an answer could tell one case from the other; ids and times differ in any case. */
function shapeOf({ status, json, headers }: Awaited<ReturnType<Person["call"]>>) {
  const kinds = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null) return value === null ? null : typeof value;
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, kinds(part)]));
  };
  const told = [...headers.keys()].filter((name) => name !== "x-request-id").sort();
  return { status, kinds: kinds(json), told, cookies: headers.getSetCookie().length };
}

async function medianMs(action: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const startedAt = performance.now();
    await action();
    times.push(performance.now() - startedAt);
  }
  return times.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0;
}

describe("a name that somebody else uses", () => {
  it("O-16 is answered at sign-up like one that nobody has, and takes as long", async () => {
    const api = strictApi();
    const ada = await newPerson(api);
    const signUp = (email: string) => new Person(api, { email }).signUp();
    const [known, unknown] = [await signUp(ada.email), await signUp(newEmail())];
    expect(shapeOf(known)).toEqual(shapeOf(unknown));
    expect(known.json.user).toMatchObject({ email: ada.email, name: "Ada", emailVerified: false });
    const others = await Promise.all(Array.from({ length: ROUNDS }, () => newPerson(api)));
    const knownMs = await medianMs(() => signUp(others.pop()?.email ?? ""));
    const unknownMs = await medianMs(() => signUp(newEmail()));
    expect(knownMs / unknownMs).toBeGreaterThan(SMALLEST_SHARE);
  });

  it("O-16 is answered at sign-in like a wrong password, and takes as long", async () => {
    const api = strictApi();
    const people = await Promise.all(Array.from({ length: ROUNDS + 1 }, () => newPerson(api)));
    const signIn = (email: string) => new Person(api, { email }).signIn("not the password");
    const [known, unknown] = [await signIn(people.pop()?.email ?? ""), await signIn(newEmail())];
    expect([known.status, known.json]).toEqual([unknown.status, unknown.json]);
    const knownMs = await medianMs(() => signIn(people.pop()?.email ?? ""));
    const unknownMs = await medianMs(() => signIn(newEmail()));
    expect(unknownMs / knownMs).toBeGreaterThan(SMALLEST_SHARE);
  });

  it.each([
    ["reset", "/auth/request-password-reset"],
    ["confirmation", "/auth/send-verification-email"],
  ])("O-16 is answered like an unknown one when a %s is asked for", async (_name, path) => {
    const api = strictApi();
    const ada = await newPerson(api);
    const ask = (email: string) => new Person(api).call("POST", path, { body: { email } });
    const [known, unknown] = [await ask(ada.email), await ask(newEmail())];
    expect(shapeOf(known)).toEqual(shapeOf(unknown));
    expect(known.json).toEqual(unknown.json);
  });

  it("O-16 is invited with the same words, in the answer and in the mail", async () => {
    const api = new TestApi();
    const ada = await newPerson(api);
    const { token } = await api.newTenant();
    const invite = (email: string) => api.call("POST", "/v1/invitations", { token, body: { email, role: "viewer" } });
    const stranger = new Person(api);
    const [known, unknown] = [await invite(ada.email), await invite(stranger.email)];
    expect(shapeOf(known)).toEqual(shapeOf(unknown));
    const words = async (person: Person) => (await person.mail(/invited/)).replace(/token=\S+/, "");
    expect(await words(ada)).toBe(await words(stranger));
  });

  it("O-16 may be a tenant's, an agent's, a key's or a site's name: none is taken", async () => {
    const api = new TestApi();
    const body = { name: "Alder & Finch", allowedOrigins: ["https://alderfinch.example"] };
    const answers = [];
    for (const { token } of [await api.newTenant(), await api.newTenant()]) {
      const agent = await api.call("POST", "/v1/agents", { token, body });
      const key = await api.call("POST", "/v1/api-keys", { token, body: { name: body.name } });
      answers.push([shapeOf(agent), shapeOf(key)]);
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]?.map(({ status }) => status)).toEqual([201, 201]);
  });

  it.each([
    ["POST", "/auth/organization/create"],
    ["POST", "/auth/organization/check-slug"],
    ["POST", "/auth/organization/update"],
    ["GET", "/auth/organization/get-full-organization"],
  ])("O-16 cannot be tried as the short name of a tenant: %s %s is not there", async (method, path) => {
    const api = new TestApi();
    const ada = await newPerson(api);
    const body = { name: "Alder", slug: "alder", password: PASSWORD };
    const called = await ada.call(method, path, method === "POST" ? { body } : {});
    expect(called.problem.code).toBe("not_found");
  });
});
