import { newId } from "@netvexa/contract/ids";
import { beforeAll, describe, expect, it } from "vitest";
import { signOperatorToken } from "../auth/operator-token.ts";
import { AUTH_ROUTES } from "../auth/routes.ts";
import { declaredRoutes } from "../declared/routes.ts";
import { isAllowed, PERMISSIONS, ROLES } from "../services/permissions.ts";
import {
  expectProblem,
  fillPath,
  openTenancy,
  operationsOf,
  PAGE,
  send,
  type Tenancy,
  titled,
  validBody,
} from "../testing/operations.ts";
import { type Called, PUBLIC_URL, TestApi } from "../testing/test-api.ts";

const api = new TestApi();
const operations = operationsOf(api);
const secured = operations.filter((operation) => operation.isSecured);
const withId = operations.filter((operation) => operation.path.includes("{"));

let own: Tenancy;
let foreign: Tenancy;
beforeAll(async () => {
  own = await openTenancy(api);
  foreign = await openTenancy(api);
});

interface RefusalEvent {
  target: { kind: string; id: string };
  detail: Record<string, unknown> & { others?: string[] };
}

async function refusalsOf(token: string, actor: string): Promise<RefusalEvent[]> {
  const { json } = await api.call("GET", `/v1/audit?action=access.refused&actor=${actor}&limit=100`, { token });
  return json.items;
}

function withoutInstance({ problem }: Called): string {
  return JSON.stringify({ ...problem, instance: "" });
}

describe("an id", () => {
  it.each(titled(withId))(
    "O-01 that is unknown, foreign or misshapen is not found, in the same words: %s",
    async (_title, operation) => {
      const paths = [
        fillPath(operation, (kind) => newId(kind)),
        fillPath(operation, () => "1"),
        fillPath(operation, () => "..%2f..%2fetc"),
        fillPath(operation, () => "%00"),
        fillPath(operation, (kind) => newId(kind).toUpperCase()),
        ...(operation.isSecured ? [foreign.pathOf(operation)] : []),
      ];
      const body = operation.takesBody ? { body: validBody(operation) } : {};
      const words = [withoutInstance(await api.call("GET", "/v1/nothing"))];
      for (const path of paths) {
        const answer = await send(api, operation, { path, token: own.token, ...body });
        expectProblem(operation, answer, "not_found");
        words.push(withoutInstance(answer));
      }
      expect(new Set(words).size).toBe(1);
    },
  );

  it.each(titled(withId.filter((operation) => operation.isSecured)))(
    "O-01 that is not there is written down once, foreign or unknown alike: %s",
    async (_title, operation) => {
      const { token, userId } = await api.newMember(own.tenantId, "owner");
      const [unknown, theirs] = [fillPath(operation, (kind) => newId(kind)), foreign.pathOf(operation)];
      const body = operation.takesBody ? { body: validBody(operation) } : {};
      for (const path of [theirs, unknown, unknown, theirs]) {
        await send(api, operation, { path, token, ...body });
      }
      const events = await refusalsOf(own.token, userId);
      const idsOf = (path: string) =>
        path
          .split("/")
          .filter((step) => /^[a-z]{3}_/.test(step))
          .sort()
          .join();
      const named = events.map(({ target, detail: { others = [] } }) => [target.id, ...others].sort().join());
      expect(named.sort()).toEqual([idsOf(theirs), idsOf(unknown)].sort());
      for (const { detail } of events) {
        expect(detail).toMatchObject({ route: `${operation.method} ${operation.path}`, code: "not_found" });
      }
      expect(await refusalsOf(foreign.token, userId)).toEqual([]);
    },
  );

  it("of another tenant is untouched by all that", async () => {
    const { token, ids } = foreign;
    const agent = await api.call("GET", `/v1/agents/${ids.agent}`, { token });
    expect(agent.json).toMatchObject({ name: "Guide", version: 1 });
    expect((await api.call("GET", `/v1/sources/${ids.source}`, { token })).status).toBe(200);
    expect((await api.call("GET", "/v1/api-keys", { token })).json.items[0]).not.toHaveProperty("revokedAt");
  });
});

describe("a credential", () => {
  it.each(titled(secured))("is needed: %s", async (_title, operation) => {
    for (const authorization of ["", "Bearer", "Bearer x", "Basic dTpw", `Bearer ${own.token}x`]) {
      const path = own.pathOf(operation);
      const answer = await api.call(operation.method, path, { headers: { authorization } });
      expectProblem(operation, answer, "unauthenticated");
      expect(answer.headers.get("www-authenticate")).toBe("Bearer");
    }
  });

  // Joining another tenant is for everybody who was invited, whatever they are in their own.
  const changing = secured.filter(({ isWrite, permission }) => isWrite && permission !== "invitation.accept");

  it.each(titled(changing))("O-09 of a viewer changes nothing: %s", async (_title, operation) => {
    const { token } = await api.newTenant("viewer");
    const answer = await send(api, operation, { path: own.pathOf(operation), token });
    expectProblem(operation, answer, "forbidden");
  });

  it.each(titled(secured))("O-09 opens what its role may do and nothing else: %s", async (_title, operation) => {
    const permission = PERMISSIONS.find((known) => known === operation.permission);
    if (permission === undefined) throw new Error(`${operation.permission} is no permission`);
    for (const role of ROLES) {
      const { token, userId } = await api.newTenant(role);
      // Nothing of this tenant has these ids: who is let in finds nothing, or is told that the question is wrong.
      const path = fillPath(operation, (kind) => newId(kind));
      const answer = await send(api, operation, { path, token, ...(operation.takesBody ? { body: [] } : {}) });
      const outcome = answer.problem?.code === "forbidden" ? "refused" : "let in";
      const wanted = isAllowed({ kind: "user", id: userId, role, sessionId: "" }, permission) ? "let in" : "refused";
      expect([role, outcome]).toEqual([role, wanted]);
      expect([role, answer.status]).not.toEqual([role, 401]);
    }
  });

  it.each(titled(secured))("O-10 of a visitor opens nothing of the API: %s", async (_title, operation) => {
    const body = { body: {}, headers: { origin: PAGE } };
    const { json } = await api.call("POST", `/v1/widget/${own.ids.agent}/sessions`, body);
    for (const token of [json.token, `${own.ids.agent}`]) {
      expectProblem(operation, await send(api, operation, { path: own.pathOf(operation), token }), "unauthenticated");
    }
  });

  it.each(titled(operations))("is declared, and a permission with it: %s", (_title, operation) => {
    expect(operation.permission !== undefined).toBe(operation.isSecured);
    expect(operation.listed.has("unauthenticated") && operation.listed.has("forbidden")).toBe(
      operation.isSecured || operation.path === "/v1/token",
    );
    expect(operation.listed).toContain("internal");
  });
});

describe("a fault of our own in everything at once", () => {
  /** Every declared route; those behind a wildcard one by one. */
  const ways = declaredRoutes(api.app)
    .filter(({ surface }) => surface === "http")
    .flatMap(({ name }) =>
      name === "ALL /auth/*" ? AUTH_ROUTES.map((route) => route.replace(" ", " /auth")) : [name],
    );
  // Health asks nobody; readiness reports the fault instead of having it.
  const answersAnyway = ["GET /healthz", "GET /readyz"];

  it.each(ways)("O-69 says nothing of itself, outside or in the log: %s", async (way) => {
    const [method = "", template = ""] = way.replace("/*", "/mail").split(" ");
    const broken = new TestApi({
      spoil: (services) =>
        new Proxy(services, {
          get(target, name) {
            // The description of the API uses nothing but the address of the product.
            const isSpared = name === "publicUrl" && template !== "/openapi.json";
            if (name === "now" || name === "log" || isSpared) return Reflect.get(target, name);
            throw new Error("canary: password of db.internal");
          },
        }),
    });
    Object.assign(broken.env, { MAILBOX_URL: "http://127.0.0.1:1/canary" });
    const operation = operations.find((known) => `${known.method} ${known.path}` === way);
    const path =
      operation === undefined
        ? template
            .replace("{agentId}", String(own.ids.agent))
            .replace("{tenantId}", own.tenantId)
            .replace("{action}", "freeze")
        : own.pathOf(operation);
    const isOperators = template.startsWith("/v1/operator/");
    const token = isOperators ? await signOperatorToken(broken.env.AUTH_SECRET ?? "", broken.world.nowMs) : own.token;
    const body =
      operation === undefined ? { email: "ada@netvexa.test", password: "correct horse" } : validBody(operation);
    const answer = await broken.call(method, path, {
      token,
      headers: {
        cookie: "a=b; netvexa.session_token=a.b",
        origin: /token$|^\/auth/.test(path) ? PUBLIC_URL : PAGE,
        upgrade: "websocket",
        "sec-websocket-protocol": "netvexa.v1, token.x",
        "access-control-request-method": "POST",
      },
      ...((operation?.takesBody ?? method === "POST") ? { body } : {}),
    });
    expect(JSON.stringify([answer.text, [...answer.headers], broken.world.log])).not.toContain("canary");
    expect(answer.text).not.toMatch(/\.[jt]s:\d/);
    if (answersAnyway.includes(way)) return;
    if (answer.status !== 101) expect(answer.problem).toMatchObject({ status: 500, code: "internal", retryable: true });
    if (answer.status !== 101) expect(answer.problem.instance).toBe(answer.headers.get("x-request-id"));
    expect(broken.world.log).toContainEqual(
      expect.objectContaining({ event: "request_failed", error: expect.stringMatching(/Error/) }),
    );
  });
});
