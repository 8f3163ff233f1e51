import type { Services } from "../services/context.ts";

/** What no test can do without, and what an isolate keeps in its own memory, where nothing can fail. */
const SPARED = ["now", "log", "publicUrl", "isDevelopment", "agents", "keys", "refusals"] as const;
type Spared = (typeof SPARED)[number];
export type Port = Exclude<keyof Services, Spared>;

/** All that may fail; a new one that is missing here does not compile. */
export const PORTS = Object.keys({
  db: true,
  mayDropPlaces: true,
  embedder: true,
  objectStore: true,
  jobQueue: true,
  rooms: true,
  doors: true,
  mailer: true,
  vault: true,
  signingKeys: true,
  accessTokens: true,
  visitorTokens: true,
  visitorIdentities: true,
} satisfies Record<Port, true>) as Port[];

/** Who somebody is has to be found out before anything else can fail. */
const AUTHENTICATING: Partial<Record<Port, readonly string[]>> = {
  accessTokens: ["verify"],
  visitorTokens: ["verify"],
  // They remember, and ask nobody.
  vault: ["keep", "forget"],
};

/** How Drizzle begins a query, for who holds its handle for longer than a request. */
const BEGINNINGS: ReadonlySet<PropertyKey> = new Set(["select", "insert", "update", "delete", "query", "execute"]);

/** The words of a driver or a provider, which nobody may hear: a statement, a secret, an address, a path and a stack. */
export function tellingFault(): Error {
  const message = [
    "canary: select canary_hash from api_key where secret = 'nvx_canary0123456789'",
    "postgres://canary:canary@db.internal/canary, see /srv/canary/query.sql",
    "    at canaryHandler (/srv/canary/handler.ts:1:2)",
  ].join("\n");
  const more = { detail: "canary: Key (email)=(canary@netvexa.test)", query: "canary", code: "canary of a provider" };
  return Object.assign(new Error(message, { cause: new Error("canary beneath") }), more);
}

export const TELLTALE = /canary|db\.internal/i;

/** Stands between an application and its ports: notes each use after authentication, and lets one port fail. */
export class Fuse {
  /** How often each port was used since `reset`. */
  readonly uses = new Map<Port, number>();
  #broken: { port: Port; afterUses: number } | undefined;
  #isAuthenticating = false;
  isHit = false;

  /** From now on, and after that many uses, the port fails; or none does. */
  reset(broken?: { port: Port; afterUses: number }): void {
    this.uses.clear();
    this.#broken = broken;
    this.#isAuthenticating = false;
    this.isHit = false;
  }

  readonly spoil = (services: Services): Services => {
    const ports = new Map<string, unknown>();
    for (const name of Object.keys(services) as (keyof Services)[]) {
      if (isSpared(name)) ports.set(name, services[name]);
      else ports.set(name, name === "db" ? this.#database(services.db) : this.#port(name, services[name]));
    }
    return Object.fromEntries(ports) as unknown as Services;
  };

  #use(port: Port): void {
    const uses = this.uses.get(port) ?? 0;
    this.uses.set(port, uses + 1);
    if (this.#broken?.port !== port || uses < this.#broken.afterUses) return;
    this.isHit = true;
    throw tellingFault();
  }

  #port(port: Port, value: unknown): unknown {
    if (typeof value === "function") {
      return async (...input: unknown[]) => {
        this.#use(port);
        return value(...input);
      };
    }
    return new Proxy(value as object, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== "function") return member;
        if (AUTHENTICATING[port]?.includes(String(name)) !== true) {
          return async (...input: unknown[]) => {
            this.#use(port);
            return member.apply(target, input);
          };
        }
        if (port === "accessTokens") this.#isAuthenticating = true;
        return member.bind(target);
      },
    });
  }

  /** The look for the role of a good token is a part of authentication. */
  #database(db: Services["db"]): Services["db"] {
    return new Proxy(db, {
      get: (target, name) => {
        if (this.#isAuthenticating) this.#isAuthenticating = false;
        else this.#use("db");
        return this.#driver(Reflect.get(target, name));
      },
    });
  }

  #driver<T extends object>(driver: T): T {
    return new Proxy(driver, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (name !== "eachQueryAfter" || typeof member !== "function") return member;
        return (first: string) => this.#handle(member(first));
      },
    });
  }

  #handle<T extends object>(handle: T): T {
    return new Proxy(handle, {
      get: (target, name) => {
        if (BEGINNINGS.has(name)) this.#use("db");
        const member: unknown = Reflect.get(target, name);
        return typeof member === "function" ? member.bind(target) : member;
      },
    });
  }
}

function isSpared(name: keyof Services): name is Spared {
  return SPARED.some((spared) => spared === name);
}
