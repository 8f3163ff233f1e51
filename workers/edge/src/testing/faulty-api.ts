import { signOperatorToken } from "../auth/operator-token.ts";
import { Fuse, type Port } from "./fuse.ts";
import { type Operation, openTenancy, operationsOf, PAGE, type Tenancy, validBody } from "./operations.ts";
import { PASSWORD } from "./person.ts";
import { PUBLIC_URL, TestApi } from "./test-api.ts";

/** After these a tenancy, or a session, is not what it was, even where they fail half-way. */
const SPENDS_TENANCY =
  /^DELETE \S+\/(agents\/[^/]+|sources\/[^/]+|visitor-secrets\/[^/]+|visitors|workspace)$|transfer|erase$|\/operator\//;
const SPENDS_SESSION = /\/auth\/(sign-out|revoke-\w+s$|change-password|request-password-reset|send-verification)/;

/** An application whose ports can fail one by one, and requests to each of its routes that go as deep as they can. */
export class FaultyApi {
  readonly fuse = new Fuse();
  readonly api = new TestApi({ spoil: this.fuse.spoil });
  readonly #operations = operationsOf(this.api);
  #tenancy!: Tenancy;
  #visitorToken = "";
  #person!: { email: string; cookie: string };
  #isTenancySpent = false;
  #isSessionSpent = false;

  async open(): Promise<void> {
    await Promise.all([this.#openTenancy(), this.#openSession()]);
  }

  async #openTenancy(): Promise<void> {
    this.#tenancy = await openTenancy(this.api);
    const path = `/v1/widget/${this.#tenancy.ids.agent}/sessions`;
    this.#visitorToken = (await this.api.call("POST", path, { body: {}, headers: { origin: PAGE } })).json.token;
  }

  async #openSession(): Promise<void> {
    const email = `${crypto.randomUUID()}@netvexa.test`;
    const body = { email, password: PASSWORD, name: "Ada" };
    const { headers } = await this.api.call("POST", "/auth/sign-up/email", { body, headers: { origin: PUBLIC_URL } });
    const cookie = headers.getSetCookie().map((line) => line.replace(/;.*/, ""));
    this.#person = { email, cookie: cookie.join("; ") };
  }

  /** Sends the request of a route, with one port failing or none. */
  async attempt(way: string, broken?: { port: Port; afterUses: number }) {
    const { api, fuse } = this;
    fuse.reset();
    if (this.#isTenancySpent) await this.#openTenancy();
    // The routes of the second factor give the session another name, which this token is asked with.
    if (this.#isSessionSpent || way === "POST /v1/token") await this.#openSession();
    this.#isTenancySpent = SPENDS_TENANCY.test(way);
    this.#isSessionSpent = SPENDS_SESSION.test(way);
    const request = await this.#requestOf(way);
    api.world.log.length = 0;
    fuse.reset(broken);
    const { status, headers, body } = await api.fetch(...request);
    const { text, isCut } = await readAll(body);
    return { status, headers, text, isCut, log: [...api.world.log], uses: new Map(fuse.uses), isHit: fuse.isHit };
  }

  async #requestOf(way: string): Promise<Parameters<TestApi["fetch"]>> {
    const [method = "", template = ""] = way.replace("/*", "/mail").split(" ");
    const operation = this.#operations.find((known) => `${known.method} ${known.path}` === way);
    const { token, cookie } = await this.#credentialsOf(template);
    const headers = {
      cookie,
      origin: /token$|^\/auth/.test(template) ? PUBLIC_URL : PAGE,
      upgrade: "websocket",
      "sec-websocket-protocol": `netvexa.v1, token.${this.#visitorToken}`,
      "access-control-request-method": "POST",
    };
    const takesBody = operation?.takesBody ?? method === "POST";
    const body = takesBody ? { body: this.#bodyOf(template, operation) } : {};
    return [method, this.#pathOf(template, operation), { token, headers, ...body }];
  }

  async #credentialsOf(template: string) {
    const { api } = this;
    const isOperators = template.startsWith("/v1/operator/");
    const operators = isOperators && (await signOperatorToken(api.env.AUTH_SECRET ?? "", api.world.nowMs));
    return { token: operators || this.#tenancy.token, cookie: this.#person.cookie };
  }

  #pathOf(template: string, operation: Operation | undefined): string {
    const { ids, tenantId, pathOf } = this.#tenancy;
    if (template === "/v1/visitors" || template === "/v1/workspace") return `${template}?confirm=${tenantId}`;
    if (template === "/auth/verify-email") return `${template}?token=unknown`;
    if (operation !== undefined) return pathOf(operation);
    const filled = template.replace("{agentId}", String(ids.agent)).replace("{tenantId}", tenantId);
    return filled.replace("{action}", "freeze");
  }

  #bodyOf(template: string, operation: Operation | undefined): unknown {
    if (operation === undefined) return this.#signInBody();
    if (/sessions\/(end|export|erase)$/.test(template)) return { token: this.#visitorToken };
    // Of its own each time, for what was embedded once is remembered.
    if (/agents\/{agentId}\/search$/.test(template)) return { query: crypto.randomUUID() };
    if (template === "/v1/visitors/search") return { email: "ada@netvexa.test" };
    if (template === "/v1/invitations/look-up") return { token: "unknown" };
    return validBody(operation);
  }

  /** Something of everything that a form of sign-in asks for. */
  #signInBody(): unknown {
    const { email } = this.#person;
    const secrets = { password: PASSWORD, currentPassword: PASSWORD, newPassword: PASSWORD, token: "unknown" };
    const more = { name: "Ada", code: "000000", id: "unknown", response: { id: "unknown" } };
    return { email, ...secrets, ...more, organizationId: this.#tenancy.tenantId };
  }
}

/** A stream that breaks off rejects here; outside its reader sees no more than the end of the connection. */
async function readAll(body: ReadableStream<Uint8Array> | null): Promise<{ text: string; isCut: boolean }> {
  const decoder = new TextDecoder();
  let text = "";
  try {
    for await (const part of body ?? []) text += decoder.decode(part, { stream: true });
    return { text, isCut: false };
  } catch {
    return { text, isCut: true };
  }
}
