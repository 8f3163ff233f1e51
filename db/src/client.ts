import { Client, type HTTPQueryOptions, type NeonQueryFunction, neon, neonConfig } from "@neondatabase/serverless";
import type { Id } from "@netvexa/contract/ids";
import { drizzle as drizzleHttp, type NeonHttpDatabase } from "drizzle-orm/neon-http";
import { drizzle as drizzleSocket, type NeonDatabase } from "drizzle-orm/neon-serverless";
import { createReferenceSealer, type ReferenceSealer } from "./placement/database-reference.ts";

const CONNECT_TIMEOUT_MS = 10_000;
/** Other databases that are remembered; one more begins anew. */
const OTHERS_MAX = 1_000;

/** A database that can be reached through the doors of `tenant.ts` and `control.ts` only. */
export interface Database {
  readonly [driver]: Driver;
}

/** What the doors are built from; nothing outside this package may hold one. */
export interface Driver {
  /** Builds statements for `batch`; awaiting one by itself is refused, for it would run with no role and no tenant set. */
  readonly builder: NeonHttpDatabase;
  /** A database whose every query runs behind `first`, the two being one transaction and one round trip. */
  eachQueryAfter(first: string): NeonHttpDatabase;
  /** A connection of its own, for one unit of work: on Workers a socket must not outlive the request that opened it. */
  withConnection<T>(work: (connection: NeonDatabase) => Promise<T>): Promise<T>;
  /** Another database of the same server, with the same login. */
  beside(database: string): Driver;
  /** A tenant's own database on another server. */
  elsewhere(tenantId: Id<"tenant">, sealedUrl: string): Promise<Driver>;
  readonly references: ReferenceSealer;
}

const driver = Symbol("driver");

export function driverOf(db: Database): Driver {
  return db[driver];
}

function isNeonHost(host: string): boolean {
  return host.endsWith(".neon.tech");
}

const neonEndpoint = neonConfig.fetchEndpoint;
neonConfig.fetchEndpoint = (host, port, options) => {
  if (!isNeonHost(host)) return `http://${host}:${port}/sql`;
  return typeof neonEndpoint === "string" ? neonEndpoint : neonEndpoint(host, port, options);
};

type Http = NeonQueryFunction<false, false>;

export interface DatabaseOptions {
  readonly url: string;
  /** Opens references to databases on other servers; without it a tenant that lives in one is out of reach. */
  readonly references?: ReferenceSealer;
}

/** Opens nothing yet: each batch is one HTTP request, each transaction one WebSocket. */
export function openDatabase({ url, references = createReferenceSealer([]) }: DatabaseOptions): Database {
  return { [driver]: makeDriver(url, references) };
}

function makeDriver(url: string, references: ReferenceSealer): Driver {
  const http = neon(url);
  const builder = drizzleHttp(withQuery(http, refusingToRun(http)));
  const others = new Map<string, Driver>();
  const other = (key: string, itsUrl: string) => {
    const made = others.get(key) ?? makeDriver(itsUrl, references);
    if (others.size >= OTHERS_MAX) others.clear();
    others.set(key, made);
    return made;
  };
  return {
    builder,
    references,
    eachQueryAfter: (first) => drizzleHttp(withQuery(http, runningAfter(http, first))),
    withConnection: (work) => withConnection(url, work),
    beside: (database) => other(database, withDatabase(url, database)),
    async elsewhere(tenantId, sealedUrl) {
      const key = `${tenantId} ${sealedUrl}`;
      return others.get(key) ?? other(key, await references.open(tenantId, sealedUrl));
    },
  };
}

function withDatabase(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${encodeURIComponent(database)}`;
  return other.href;
}

/** The driver's function with another way to run a query; Drizzle calls nothing else but `transaction`. */
function withQuery(http: Http, query: (text: string, params: unknown[], options: QueryOptions) => unknown): Http {
  const template = (...input: Parameters<Http>) => http(...input);
  return Object.assign(template, { query, unsafe: http.unsafe, transaction: http.transaction }) as Http;
}

type QueryOptions = HTTPQueryOptions<false, false>;

function refusingToRun(http: Http) {
  const execute = () => Promise.reject(new Error("a statement was awaited outside of its batch"));
  return (text: string, params: unknown[], options: QueryOptions) =>
    Object.assign(http.query(text, params, options), { execute });
}

function runningAfter(http: Http, first: string) {
  return async (text: string, params: unknown[], options: QueryOptions) => {
    const [, result] = await http.transaction([http.query(first), http.query(text, params, options)]);
    return result;
  };
}

async function withConnection<T>(url: string, work: (connection: NeonDatabase) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  if (!isNeonHost(new URL(url).hostname)) {
    client.neonConfig.wsProxy = (host, port) => `${host}:${port}/v2`;
    client.neonConfig.useSecureWebSocket = false;
    // Pipelining presumes Neon's own cleartext password step; another server may ask for SCRAM.
    client.neonConfig.pipelineConnect = false;
  }
  // A lost connection rejects the query in flight; without a listener the event itself would end a Node process.
  client.on("error", () => undefined);
  const ended = new Promise<void>((resolve) => client.once("end", resolve));
  await client.connect();
  try {
    return await work(drizzleSocket(client));
  } finally {
    // The driver would wait for ever for the end of a connection that has ended already.
    await Promise.race([client.end(), ended]);
  }
}
