import type { Id } from "@netvexa/contract/ids";
import { expect, vi } from "vitest";
import { type Called, type CallOptions, PUBLIC_URL, type TestApi } from "./test-api.ts";

export const PASSWORD = "correct horse battery";

/** A browser of one person: keeps cookies and sends our own origin. */
export class Person {
  readonly #cookies = new Map<string, string>();
  readonly api: TestApi;
  readonly email: string;
  /** What the edge and proxies would say of this person's connection. */
  headers: Record<string, string>;

  constructor(api: TestApi, options: { email?: string; headers?: Record<string, string> } = {}) {
    this.api = api;
    this.email = options.email ?? `${crypto.randomUUID()}@netvexa.test`;
    this.headers = options.headers ?? {};
  }

  async call(method: string, path: string, options: Pick<CallOptions, "body" | "headers" | "host"> = {}) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { origin: PUBLIC_URL, ...(cookie === "" ? {} : { cookie }), ...this.headers, ...options.headers };
    const called = await this.api.call(method, path, { ...options, headers });
    for (const line of called.headers.getSetCookie()) this.#keep(line);
    return called;
  }

  #keep(line: string): void {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (/max-age=0/i.test(line) || value === "") this.#cookies.delete(name);
    else this.#cookies.set(name, value);
  }

  signUp(options: Pick<CallOptions, "headers" | "host"> = {}): Promise<Called> {
    const body = { email: this.email, password: PASSWORD, name: "Ada" };
    return this.call("POST", "/auth/sign-up/email", { body, ...options });
  }

  signIn(password = PASSWORD): Promise<Called> {
    return this.call("POST", "/auth/sign-in/email", { body: { email: this.email, password } });
  }

  async hasSession(): Promise<boolean> {
    return (await this.call("GET", "/auth/get-session")).json !== null;
  }

  async token(): Promise<{ token: string; tenantId: Id<"tenant">; role: string }> {
    const { status, json } = await this.call("POST", "/v1/token");
    expect(status).toBe(200);
    return json;
  }

  /** The text of the last mail to this person whose subject says so; mails leave after the answer. */
  mail(subject: RegExp): Promise<string> {
    return vi.waitFor(() => {
      const mail = this.api.world.mails.findLast(({ to, ...rest }) => to === this.email && subject.test(rest.subject));
      if (mail === undefined) throw new Error(`no mail about ${subject}`);
      return mail.text;
    });
  }

  /** The one link of that mail. */
  async link(subject: RegExp): Promise<URL> {
    const [link = "", ...more] = (await this.mail(subject)).match(/https?:\/\/\S+/g) ?? [];
    expect(more).toEqual([]);
    return new URL(link);
  }
}

export async function newPerson(api: TestApi, options: { email?: string; headers?: Record<string, string> } = {}) {
  const person = new Person(api, options);
  expect((await person.signUp()).status).toBe(200);
  return person;
}
