import { openDatabase } from "@netvexa/db/client";
import { describe, expect, it } from "vitest";
import { newPerson, PASSWORD, Person } from "../testing/person.ts";
import { productionApi, randomNetwork } from "../testing/production-api.ts";
import { PUBLIC_URL, TestApi } from "../testing/test-api.ts";
import { passGate } from "./gate.ts";
import { findAuthRoute } from "./routes.ts";

const spellings = [
  (email: string) => email,
  (email: string) => email.toUpperCase(),
  (email: string) => email.replace("a", "A"),
  (email: string) => email.replace("a", "\uff41"),
];

async function statusesOf(count: number, attempt: (index: number) => Promise<{ status: number }>): Promise<number[]> {
  const statuses: number[] = [];
  for (let index = 0; index < count; index += 1) statuses.push((await attempt(index)).status);
  return statuses;
}

describe("the gate of sign-in", () => {
  it("O-40 stops 200 guesses at ten for one account, whatever they say of where they come from", async () => {
    const api = productionApi();
    const ada = await newPerson(api, { headers: { "cf-connecting-ip": `${randomNetwork()}:1` } });
    const statuses = await statusesOf(200, (index) =>
      api.call("POST", "/auth/sign-in/email", {
        body: { email: (spellings[index % spellings.length] ?? String)(ada.email), password: `guess number ${index}` },
        headers: {
          origin: PUBLIC_URL,
          "cf-connecting-ip": `${randomNetwork()}:1`,
          "x-forwarded-for": `10.0.${index}.1`,
          "x-real-ip": `10.0.${index}.1`,
        },
      }),
    );
    expect(statuses.slice(0, 10).every((status) => status === 401 || status === 400)).toBe(true);
    expect(new Set(statuses.slice(10))).toEqual(new Set([429]));
    expect((await ada.signIn()).problem).toMatchObject({ code: "rate_limited", retryAfterMs: expect.any(Number) });
    api.world.nowMs += 15 * 60_000;
    expect((await ada.signIn()).status).toBe(200);
  });

  it("O-40 stops guesses over many accounts from one line of IPv6 at fifty", async () => {
    const api = productionApi();
    const network = randomNetwork();
    const statuses = await statusesOf(60, (index) =>
      api.call("POST", "/auth/sign-in/email", {
        // Refused for its form, so that no password need be hashed; it is counted all the same.
        body: { email: `${index}`, password: "a guess" },
        headers: {
          origin: PUBLIC_URL,
          "cf-connecting-ip": `${network}:${index + 1}`,
          "x-forwarded-for": `10.0.0.${index}`,
        },
      }),
    );
    expect(statuses.filter((status) => status === 400)).toHaveLength(50);
    expect(new Set(statuses.slice(50))).toEqual(new Set([429]));
  });

  it.each([
    ["absent", {}],
    ["no address", { "cf-connecting-ip": "unknown" }],
  ])("O-40 refuses everything if the edge's address is %s", async (_name, address) => {
    const person = new Person(productionApi(), { headers: { "x-forwarded-for": "192.0.2.1", ...address } });
    for (const path of ["sign-in/email", "sign-up/email", "request-password-reset", "reset-password"]) {
      const body = { email: person.email, password: PASSWORD, name: "Ada" };
      expect((await person.call("POST", `/auth/${path}`, { body })).problem.code).toBe("misconfigured");
    }
  });

  it("O-40 lets nobody through while it cannot count", async () => {
    const gate = findAuthRoute("POST", "/sign-in/email")?.gate;
    if (gate === undefined) throw new Error("no gate");
    const { services, env } = new TestApi();
    const db = openDatabase({ url: "postgresql://u:p@127.0.0.1:1/none" });
    const settings = { ...env, ENVIRONMENT: "development" } as unknown as Parameters<typeof passGate>[1];
    await expect(passGate({ ...services, db }, settings, gate, { headers: new Headers(), body: {} })).rejects.toThrow();
  });

  it("forgives the account once the password was right", async () => {
    const ada = await newPerson(new TestApi());
    for (let round = 0; round < 2; round += 1) {
      expect(await statusesOf(8, () => ada.signIn("a wrong password"))).toEqual(Array(8).fill(401));
      expect((await ada.signIn()).status).toBe(200);
    }
  });

  it("O-40 remembers a refusal for five seconds in each isolate, and asks the database again after that", async () => {
    const api = new TestApi();
    const ada = await newPerson(api);
    const statuses = await statusesOf(11, () => ada.signIn("a wrong password"));
    expect(statuses.at(-1)).toBe(429);
    // Elsewhere the window is over, and a success there clears the count.
    const elsewhere = new TestApi();
    elsewhere.world.nowMs += 16 * 60_000;
    expect((await new Person(elsewhere, { email: ada.email }).signIn()).status).toBe(200);
    expect((await ada.signIn()).problem).toMatchObject({ code: "rate_limited", retryAfterMs: expect.any(Number) });
    api.world.nowMs += 5_001;
    expect((await ada.signIn()).status).toBe(200);
  });

  it("O-40 stops mails to one address at five an hour", async () => {
    const api = new TestApi();
    const ada = await newPerson(api);
    const paths = ["/auth/request-password-reset", "/auth/send-verification-email"];
    const statuses = await statusesOf(8, (index) =>
      ada.call("POST", paths[index % 2] ?? "", { body: { email: ada.email } }),
    );
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429, 429]);
  });

  it("reads no form, which the library would take", async () => {
    const api = new TestApi();
    const refused = await api.call("POST", "/auth/sign-in/email", {
      raw: "email=a%40netvexa.test&password=guess",
      headers: { origin: PUBLIC_URL, "content-type": "application/x-www-form-urlencoded" },
    });
    expect(refused.problem.code).toBe("malformed_body");
  });
});

describe("the library's other routes", () => {
  it.each([
    ["POST", "/organization/update-member-role"],
    ["POST", "/organization/invite-member"],
    ["POST", "/organization/create"],
    ["POST", "/two-factor/send-otp"],
    ["POST", "/change-email"],
    ["POST", "/delete-user"],
    ["GET", "/error"],
  ])("%s %s are not there", async (method, path) => {
    const ada = await newPerson(new TestApi());
    const called = await ada.call(method, `/auth${path}`, method === "POST" ? { body: {} } : {});
    expect(called.problem.code).toBe("not_found");
  });
});
