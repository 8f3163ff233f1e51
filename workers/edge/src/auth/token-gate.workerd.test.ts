import { openDatabase } from "@netvexa/db/client";
import { controlBatch } from "@netvexa/db/control";
import { authAttempt } from "@netvexa/db/schema/auth";
import { expect, it } from "vitest";
import { newPerson, Person } from "../testing/person.ts";
import { productionApi, randomNetwork } from "../testing/production-api.ts";
import { PUBLIC_URL, TestApi } from "../testing/test-api.ts";
import { sha256Hex } from "./digest.ts";
import { TOKEN, TOKEN_OF_USER } from "./routes.ts";
import { passTokenUser } from "./token-gate.ts";

const DAY_MS = 24 * 60 * 60_000;
const elsewhere = () => ({ "cf-connecting-ip": `${randomNetwork()}:1` });

/** What so many tokens would have left, which each cost a while to ask for. */
async function haveCounted(api: TestApi, [kind, subject]: readonly [string, string], count: number): Promise<void> {
  const key = await sha256Hex(JSON.stringify([api.env.AUTH_SECRET, TOKEN.name, kind, subject]));
  // Late enough that no other test on this database, whose clock may be ahead, takes it for over.
  const windowEndsAt = new Date(api.world.nowMs + DAY_MS);
  await controlBatch(api.services.db, (query) => [query.insert(authAttempt).values({ key, count, windowEndsAt })]);
}

it("O-40 one user gets 120 tokens in a quarter of an hour, over all sessions and from wherever", async () => {
  const api = productionApi();
  const ada = await newPerson(api, { headers: elsewhere() });
  const phone = new Person(api, { email: ada.email, headers: elsewhere() });
  const { json } = await phone.signIn();
  await haveCounted(api, ["user", json.user.id], TOKEN_OF_USER.max - 2);
  const mint = (device: Person) => device.call("POST", "/v1/token", { headers: elsewhere() });
  expect([(await mint(ada)).status, (await mint(phone)).status]).toEqual([200, 200]);
  for (const device of [ada, phone]) {
    const refused = await mint(device);
    expect([refused.status, refused.problem.code]).toEqual([429, "rate_limited"]);
    expect(refused.problem.retryAfterMs).toBeGreaterThan(0);
  }
});

it("O-40 one line of IPv6 gets 600 answers, and cookies that are guessed count among them", async () => {
  const api = productionApi();
  const line = randomNetwork();
  await haveCounted(api, ["address", `${line}:/64`], TOKEN.address.max - 3);
  const statuses: number[] = [];
  for (let n = 1; n <= 5; n += 1) {
    const cookie = `__Secure-netvexa.session_token=guess-${n}.AAAA`;
    const headers = { origin: PUBLIC_URL, cookie, "cf-connecting-ip": `${line}:${n}` };
    statuses.push((await api.call("POST", "/v1/token", { headers })).status);
  }
  expect(statuses).toEqual([401, 401, 401, 429, 429]);
});

it("O-40 nobody gets a token where the edge says nothing of the address", async () => {
  const api = productionApi();
  const ada = await newPerson(api, { headers: elsewhere() });
  ada.headers = { "x-forwarded-for": "192.0.2.1" };
  expect((await ada.call("POST", "/v1/token")).problem.code).toBe("misconfigured");
});

it("O-40 nobody gets a token while it cannot be counted", async () => {
  const { services, env } = new TestApi();
  const db = openDatabase({ url: "postgresql://u:p@127.0.0.1:1/none" });
  await expect(passTokenUser({ ...services, db }, env, "somebody")).rejects.toThrow();
});
