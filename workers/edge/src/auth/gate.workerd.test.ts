import { openDatabase } from "@netvexa/db/client";
import { describe, expect, it } from "vitest";
import { newPerson, PASSWORD, Person } from "../testing/person.ts";
import { PUBLIC_URL, TestApi } from "../testing/test-api.ts";
import { passGate } from "./gate.ts";
import { findAuthRoute } from "./routes.ts";

/** As in production, where the edge's word on the address is required. */
function productionApi(options: ConstructorParameters<typeof TestApi>[0] = {}): TestApi {
  const api = new TestApi(options);
  Object.assign(api.env, {
    ENVIRONMENT: "production",
    REQUIRE_EMAIL_VERIFICATION: "false",
    AUTH_SECRET: "q8Zr1vT5mY2kW7xB4nJ6pL9sD3fG0hCe",
    ACCESS_TOKEN_SECRET: "Xk2Lw9Qd7Rb4Vz1Mt6Yh8Nf3Jc5Gs0Pu",
    VISITOR_TOKEN_SECRET: "u7Ty4Re1Wq9Zx6Cv3Bn8Mk5Jh2Gf0DsL",
    LOCAL_KMS_KEY: "d3Fg6Hj9Kl2Qw5Er8Ty1Ui4Op7As0ZxC",
    MAIL_HTTP_URL: "https://mail.test/emails",
    MAIL_HTTP_KEY: "key",
    MAIL_FROM: "hello@netvexa.test",
  });
  return api;
}

/** An address of its own for every test, for the database is shared. */
function randomNetwork(): string {
  const [a = 0, b = 0, c = 0] = crypto.getRandomValues(new Uint16Array(3));
  return `${[0x2001, a, b, c].map((group) => group.toString(16)).join(":")}:`;
}

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
