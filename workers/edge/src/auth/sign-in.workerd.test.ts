import { describe, expect, it } from "vitest";
import { PUBLIC_URL, TestApi } from "../testing/test-api.ts";

const PASSWORD = "correct horse battery";
const headers = { origin: PUBLIC_URL };

function cookiesOf(response: { headers: Headers }): string {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}

async function signUp(api: TestApi) {
  const email = `${crypto.randomUUID()}@netvexa.test`;
  const body = { email, password: PASSWORD, name: "Ada" };
  const response = await api.call("POST", "/auth/sign-up/email", { body, headers });
  return { email, response, cookie: cookiesOf(response) };
}

describe("sign-up", () => {
  it("makes a tenant with the user as its owner, and the session buys a token", async () => {
    const api = new TestApi();
    const { response, cookie } = await signUp(api);
    expect(response.status).toBe(200);
    const { status, json } = await api.call("POST", "/v1/token", { headers: { ...headers, cookie } });
    expect(status).toBe(200);
    expect(json).toMatchObject({ role: "owner", tenantId: expect.stringMatching(/^ten_/) });
    expect(Date.parse(json.expiresAt) - api.world.nowMs).toBeLessThanOrEqual(15 * 60_000);
    const created = await api.call("POST", "/v1/agents", { token: json.token, body: { name: "Guide" } });
    expect(created.status).toBe(201);
  });

  it("sets cookies that no script can read", async () => {
    const { response } = await signUp(new TestApi());
    const [session] = response.headers.getSetCookie();
    expect(session).toMatch(/^netvexa\.session_token=.*HttpOnly.*SameSite=Lax/i);
  });

  it("refuses a short password and an address that is taken", async () => {
    const api = new TestApi();
    const { email } = await signUp(api);
    const body = { email, password: PASSWORD, name: "Eve" };
    expect((await api.call("POST", "/auth/sign-up/email", { body, headers })).status).toBe(422);
    const short = { email: `${crypto.randomUUID()}@netvexa.test`, password: "short", name: "Eve" };
    expect((await api.call("POST", "/auth/sign-up/email", { body: short, headers })).status).toBe(400);
  });
});

describe("sign-in", () => {
  it("opens a session in the same tenant; signing out ends it", async () => {
    const api = new TestApi();
    const first = await signUp(api);
    const before = await api.call("POST", "/v1/token", { headers: { ...headers, cookie: first.cookie } });
    const body = { email: first.email, password: PASSWORD };
    const cookie = cookiesOf(await api.call("POST", "/auth/sign-in/email", { body, headers }));
    const after = await api.call("POST", "/v1/token", { headers: { ...headers, cookie } });
    expect(after.json.tenantId).toBe(before.json.tenantId);
    await api.call("POST", "/auth/sign-out", { headers: { ...headers, cookie }, body: {} });
    expect((await api.call("POST", "/v1/token", { headers: { ...headers, cookie } })).problem.code).toBe(
      "unauthenticated",
    );
  });

  it("fails with the wrong password", async () => {
    const api = new TestApi();
    const { email } = await signUp(api);
    const body = { email, password: `${PASSWORD}!` };
    expect((await api.call("POST", "/auth/sign-in/email", { body, headers })).status).toBe(401);
  });

  it("is refused from another site's page", async () => {
    const api = new TestApi();
    const { email, cookie } = await signUp(api);
    const evil = { origin: "https://evil.test" };
    const body = { email, password: PASSWORD };
    expect((await api.call("POST", "/auth/sign-in/email", { body, headers: { ...evil, cookie } })).status).toBe(403);
    const token = await api.call("POST", "/v1/token", { headers: { ...evil, cookie } });
    expect(token.problem.code).toBe("origin_not_allowed");
  });
});

describe("an address under /auth that is not there", () => {
  it("is not found like everywhere", async () => {
    expect((await new TestApi().call("GET", "/auth/nothing")).problem.code).toBe("not_found");
  });
});

describe("the session's token", () => {
  it("needs a session", async () => {
    const api = new TestApi();
    expect((await api.call("POST", "/v1/token")).problem.code).toBe("unauthenticated");
    const cookie = "netvexa.session_token=made-up.signature";
    expect((await api.call("POST", "/v1/token", { headers: { cookie } })).problem.code).toBe("unauthenticated");
  });
});
