import { describe, expect, it } from "vitest";
import { newPerson, Person } from "../testing/person.ts";
import { PUBLIC_URL, TestApi } from "../testing/test-api.ts";

const ASKING = [
  "/auth/change-password",
  "/auth/two-factor/enable",
  "/auth/two-factor/disable",
  "/auth/two-factor/generate-backup-codes",
];
const SESSION = "netvexa.session_token";

/** Everything that reads as the same session. */
const spellings = [
  (value: string) => `${SESSION}=${value}`,
  (value: string) => `${SESSION} =${value}`,
  (value: string) => `\t${SESSION}\t=\t${value}`,
  (value: string) => `__Secure-${SESSION}=decoy; ${SESSION}=${value}`,
  (value: string) => `${SESSION}="${value}"`,
];

async function sessionOf(person: Person): Promise<string> {
  const { headers } = await person.signIn();
  const line = headers.getSetCookie().find((cookie) => cookie.startsWith(`${SESSION}=`));
  return line?.slice(SESSION.length + 1).split(";", 1)[0] ?? "";
}

function guess(api: TestApi, path: string, cookie: string) {
  const body = { password: "a guess", currentPassword: "a guess", newPassword: "another horse, another battery" };
  return api.call("POST", path, { body, headers: { origin: PUBLIC_URL, cookie } });
}

describe("guesses of a signed-in person's password", () => {
  it("O-40 are stopped at ten, however the cookie is spelled and whichever session it is of", async () => {
    const api = new TestApi();
    const ada = await newPerson(api);
    const statuses: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      const value = await sessionOf(new Person(api, { email: ada.email }));
      for (const spell of spellings) {
        statuses.push((await guess(api, "/auth/two-factor/enable", spell(value))).status);
      }
    }
    expect(statuses).toEqual([...Array(10).fill(400), ...Array(5).fill(429)]);
  });

  it("O-40 of one person leave another's alone", async () => {
    const api = new TestApi();
    const [ada, eve] = [await newPerson(api), await newPerson(api)];
    const value = await sessionOf(eve);
    for (let index = 0; index < 10; index += 1) await guess(api, "/auth/two-factor/enable", `${SESSION}=${value}`);
    expect((await guess(api, "/auth/two-factor/enable", `${SESSION}=${value}`)).status).toBe(429);
    expect((await guess(api, "/auth/two-factor/enable", `${SESSION}=${await sessionOf(ada)}`)).status).toBe(400);
  });

  it.each(ASKING)("O-40 get nowhere without a session at %s, nor with a cookie that cannot be read", async (path) => {
    const api = new TestApi();
    for (const cookie of ["", `${SESSION}=%ff`, `${SESSION}=%`, `${SESSION}=a.b`]) {
      expect((await guess(api, path, cookie)).problem).toMatchObject({ status: 401, code: "unauthenticated" });
    }
  });
});
