import { ID_PREFIXES, type Id, type IdKind, newId } from "@netvexa/contract/ids";
import { expect } from "vitest";
import { describeApi } from "../http/openapi.ts";
import type { Called, CallOptions, TestApi } from "./test-api.ts";

/** The page that the agents of `openWorld` allow. */
export const PAGE = "https://shop.example";

export interface Operation {
  method: string;
  path: string;
  isSecured: boolean;
  isWrite: boolean;
  takesBody: boolean;
  permission: string | undefined;
  /** The problem codes that the description lists. */
  listed: ReadonlySet<string>;
}

interface Described {
  security?: Record<string, unknown>[];
  requestBody?: unknown;
  "x-netvexa-permission"?: string;
  responses: Record<
    string,
    { content?: Record<string, { schema: { allOf?: { properties?: { code: { enum: string[] } } }[] } }> }
  >;
}

const READING_POSTS = /\/search$/;

/** Every operation of the description, so that a sweep over them needs to know no route by name. */
export function operationsOf(api: Pick<TestApi, "app">): Operation[] {
  const { paths = {} } = describeApi(api.app, "");
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Described>).map(([method, described]) => ({
      method: method.toUpperCase(),
      path,
      isSecured: described.security?.some((scheme) => "bearer" in scheme) ?? false,
      isWrite: method !== "get" && !READING_POSTS.test(path),
      takesBody: described.requestBody !== undefined,
      permission: described["x-netvexa-permission"],
      listed: codesOf(described),
    })),
  );
}

function codesOf({ responses }: Described): Set<string> {
  const contents = Object.values(responses).map(({ content }) => content?.["application/problem+json"]);
  return new Set(
    contents.flatMap(
      (content) => content?.schema.allOf?.flatMap(({ properties }) => properties?.code.enum ?? []) ?? [],
    ),
  );
}

/** The operation that answers this request, if the description has one. */
export function findOperation(operations: readonly Operation[], method: string, path: string): Operation | undefined {
  const steps = path.split("?", 1).join("").split("/");
  return operations.find((operation) => {
    const wanted = operation.path.split("/");
    const isPath =
      wanted.length === steps.length && wanted.every((step, n) => step.startsWith("{") || step === steps[n]);
    return operation.method === method && isPath;
  });
}

/** For `it.each`: the title and the operation. */
export function titled(operations: readonly Operation[]): [string, Operation][] {
  return operations.map((operation) => [`${operation.method} ${operation.path}`, operation]);
}

const ALIASES: Readonly<Record<string, IdKind>> = { keyId: "apiKey", memberId: "user" };

function kindOfParameter(name: string): IdKind | undefined {
  const wanted = ALIASES[name] ?? name.replace(/Id$/, "");
  return (Object.keys(ID_PREFIXES) as IdKind[]).find((kind) => kind === wanted);
}

export function kindOfPrefix(prefix: string): IdKind {
  const kind = (Object.keys(ID_PREFIXES) as IdKind[]).find((one) => ID_PREFIXES[one] === prefix);
  if (kind === undefined) throw new Error(`no id begins with ${prefix}`);
  return kind;
}

export function fillPath({ path }: Operation, idOf: (kind: IdKind) => string): string {
  return path.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const kind = kindOfParameter(name);
    if (kind === undefined) throw new Error(`no kind is known for the parameter ${name}`);
    return idOf(kind);
  });
}

/** A body that passes the schema. */
export function validBody({ path, method }: Operation): unknown {
  if (path.endsWith("/sources")) return { kind: "url", url: "https://example.com/" };
  if (path === "/v1/agents/{agentId}/visitors/search") return { externalId: "user-7" };
  if (path.endsWith("/search")) return { query: "hours" };
  if (path.endsWith("/messages")) return { text: "Hello" };
  if (path === "/v1/members/{memberId}") return { role: "viewer" };
  if (path === "/v1/invitations") return { email: `${newId("user")}@netvexa.test`, role: "viewer" };
  if (path === "/v1/invitations/accept") return { token: "unknown" };
  return method === "PATCH" || path === "/v1/agents" || path === "/v1/api-keys" ? { name: "Other" } : {};
}

export interface Tenancy {
  tenantId: Id<"tenant">;
  token: string;
  ids: Partial<Record<IdKind, string>>;
  /** The operation on the tenant's own objects. */
  pathOf: (operation: Operation) => string;
}

/** A tenant that has one of everything that the API can make. */
export async function openTenancy(api: TestApi): Promise<Tenancy> {
  const { token, tenantId } = await api.newTenant();
  const agent = await api.newAgent(token, { allowedOrigins: [PAGE] });
  const url = { kind: "url", url: "https://example.com/" };
  const created = await api.call("POST", `/v1/agents/${agent}/sources`, { token, body: url });
  const asked = await api.call("POST", `/v1/agents/${agent}/messages`, { token, body: { text: "Hello" } });
  const key = await api.call("POST", "/v1/api-keys", { token, body: { name: "Key" } });
  const secret = await api.call("POST", `/v1/agents/${agent}/visitor-secrets`, { token, body: {} });
  const member = await api.newMember(tenantId, "viewer");
  const invited = await api.call("POST", "/v1/invitations", {
    token,
    body: { email: `${newId("user")}@netvexa.test`, role: "viewer" },
  });
  const ids: Tenancy["ids"] = {
    agent,
    source: created.json.source.id,
    conversation: asked.json.conversationId,
    apiKey: key.json.id,
    visitorSecret: secret.json.id,
    user: member.userId,
    invitation: invited.json.id,
  };
  return { tenantId, token, ids, pathOf: (operation) => fillPath(operation, (kind) => ids[kind] ?? newId(kind)) };
}

/** Calls an operation from the allowed page, with the credential that it wants. */
export function send(
  api: TestApi,
  operation: Operation,
  { path, token, headers, ...more }: CallOptions & { path: string; token: string },
): Promise<Called> {
  return api.call(operation.method, path, {
    ...(operation.isSecured ? { token } : {}),
    ...more,
    headers: { origin: PAGE, ...headers },
  });
}

/** The answer is this problem, whole, and the operation's description lists it. */
export function expectProblem(operation: Operation, answer: Called, code: string): void {
  const name = `${operation.method} ${operation.path}`;
  expect(answer.problem?.code, `${name}: ${answer.text}`).toBe(code);
  expect(operation.listed, `${name} does not list ${code}`).toContain(code);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(answer.problem.instance).toMatch(/^req_/);
  expect(answer.headers.get("x-request-id")).toBe(answer.problem.instance);
}
