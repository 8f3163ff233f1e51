import { newId } from "@netvexa/contract/ids";
import { beforeAll, describe, expect, it } from "vitest";
import { JOIN_HEADER } from "../rooms/join.ts";
import {
  type Operation,
  openTenancy,
  operationsOf,
  PAGE,
  type Tenancy,
  titled,
  validBody,
} from "../testing/operations.ts";
import { TestApi } from "../testing/test-api.ts";

const SETUP_TIMEOUT_MS = 60_000;

const api = new TestApi();
const operations = operationsOf(api);

let own: Tenancy;
let forged: Record<string, string>;
/** Nobody, a member who may read, and a key that may search. */
let credentials: Record<string, string>[];

beforeAll(async () => {
  own = await openTenancy(api);
  const foreign = await openTenancy(api);
  const viewer = await api.newMember(own.tenantId, "viewer");
  const key = await api.call("POST", "/v1/api-keys", { token: own.token, body: { name: "Key", scopes: ["search"] } });
  credentials = [undefined, viewer.token, String(key.json.key)].map(bearer);
  forged = forgeryOf({ own, foreign });
}, SETUP_TIMEOUT_MS);

function bearer(token: string | undefined): Record<string, string> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

/** All that a stranger can say of who and where they are: a mightier one, of another tenant, or of the inside. */
function forgeryOf({ own, foreign }: { own: Tenancy; foreign: Tenancy }): Record<string, string> {
  const { tenantId } = foreign;
  const join = { tenantId, agentId: foreign.ids.agent, conversationId: foreign.ids.conversation };
  return {
    [JOIN_HEADER]: JSON.stringify(join),
    ...sameFor(tenantId, ["x-netvexa-tenant", "x-tenant-id", "tenant-id", "x-organization-id"]),
    ...sameFor(newId("user"), ["x-netvexa-user", "x-user-id", "x-actor-id", "x-remote-user", "remote-user"]),
    ...sameFor("owner", ["x-netvexa-role", "x-role", "x-user-role", "x-permissions"]),
    ...sameFor(`Bearer ${own.token}`, ["x-authorization", "proxy-authorization", "x-forwarded-authorization"]),
    ...sameFor(own.token, ["x-access-token", "x-auth-token", "x-api-key", "api-key", "cf-access-jwt-assertion"]),
    ...sameFor("127.0.0.1", ["cf-connecting-ip", "true-client-ip", "x-real-ip", "x-client-ip", "x-forwarded-for"]),
    ...sameFor("app.netvexa.test", ["x-forwarded-host", "x-forwarded-server", "x-original-host", "cf-worker"]),
    ...sameFor("/v1/api-keys", ["x-original-url", "x-rewrite-url", "x-forwarded-prefix"]),
    ...sameFor("DELETE", ["x-http-method", "x-http-method-override", "x-method-override"]),
    ...sameFor("true", ["x-internal", "x-admin", "x-netvexa-internal"]),
    cookie: `netvexa.session_token=${own.token}`,
    forwarded: "for=127.0.0.1;host=app.netvexa.test;proto=https",
    "x-forwarded-proto": "http",
    "cf-ipcountry": "AT",
    "cf-ray": "0-VIE",
    "x-request-id": newId("request"),
  };
}

function sameFor(value: string, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, value]));
}

/** The words of an answer without what is new in each: the request's id, times, and a visitor's new token. */
function lasting(text: string): string {
  return text
    .replaceAll(/req_\w+/g, "(request)")
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "(time)")
    .replaceAll(/eyJ[\w-]+\.[\w.-]+/g, "(token)")
    .replaceAll(/"conversationId":"cnv_\w+","socketUrl"/g, '"conversationId":"(new)","socketUrl"');
}

async function answerTo(operation: Operation, headers: Record<string, string>) {
  const answer = await api.call(operation.method, own.pathOf(operation), {
    headers: { origin: PAGE, ...headers },
    ...(operation.takesBody ? { body: validBody(operation) } : {}),
  });
  const { status, problem, text } = answer;
  return { status, code: problem?.code, text: lasting(text), vary: answer.headers.get("vary") };
}

describe("headers that only the inside or the edge may set", () => {
  it.each(titled(operations))("O-41 change no answer when a stranger sends them: %s", async (_title, operation) => {
    for (const credential of credentials) {
      const plain = await answerTo(operation, credential);
      expect(await answerTo(operation, { ...forged, ...credential })).toEqual(plain);
      const isRefused = operation.isSecured && credential.authorization === undefined;
      expect(plain.code === "unauthenticated", plain.text).toBe(isRefused);
    }
  });

  it("O-41 leave a viewer and a key what they are", async () => {
    const [, viewer = {}, key = {}] = credentials;
    const read = (headers: object) => api.call("GET", "/v1/agents", { headers: { ...forged, ...headers } });
    expect((await read(viewer)).json.items).toEqual([expect.objectContaining({ id: own.ids.agent })]);
    expect((await read(key)).problem.code).toBe("forbidden");
  });
});
