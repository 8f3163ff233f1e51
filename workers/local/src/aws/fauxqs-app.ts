import type { Readable } from "node:stream";
import { type BuildAppOptions, buildApp } from "fauxqs";

type Stores = NonNullable<BuildAppOptions["stores"]>;

interface Persistence {
  load(sqs: Stores["sqsStore"], sns: Stores["snsStore"], s3: Stores["s3Store"]): void;
  close(): void;
}

interface Internals {
  SqsStore: new () => Stores["sqsStore"];
  SnsStore: new () => Stores["snsStore"];
  S3Store: new () => Stores["s3Store"];
  PersistenceManager: new (dataDir: string) => Persistence;
}

interface Reply {
  header(name: string, value: string): Reply;
  code(status: number): Reply;
  send(): unknown;
}

/** What is used of the Fastify application, whose own types the emulator's declarations do not reach. */
interface HttpApp {
  removeContentTypeParser(type: string): void;
  addContentTypeParser(type: string, parse: (request: unknown, body: Readable) => Promise<unknown>): void;
  addHook(
    name: "onRequest",
    hook: (request: { method: string; headers: Record<string, string | undefined> }, reply: Reply) => Promise<void>,
  ): void;
  addHook(name: "preClose", hook: () => Promise<void>): void;
  listen(at: { host: string; port: number }): Promise<string>;
  close(): Promise<void>;
}

/**
 * The emulator's own start function listens on every interface of the machine, takes 11 MiB at most and knows
 * no CORS; building the application ourselves repairs all three. The pinned version keeps these paths true.
 */
async function loadInternals(): Promise<Internals> {
  const entry = import.meta.resolve("fauxqs");
  const modules = await Promise.all(
    ["./sqs/sqsStore.js", "./sns/snsStore.js", "./s3/s3Store.js", "./persistence.js"].map(
      (path) => import(new URL(path, entry).href),
    ),
  );
  return Object.assign({}, ...modules) as Internals;
}

/** All state in a SQLite file of `dataDir`; in memory without one. */
async function openStores(dataDir: string | undefined): Promise<{ stores: Stores; close(): void }> {
  const { SqsStore, SnsStore, S3Store, PersistenceManager } = await loadInternals();
  const stores: Stores = { sqsStore: new SqsStore(), snsStore: new SnsStore(), s3Store: new S3Store() };
  if (dataDir === undefined) return { stores, close: () => undefined };
  const persistence = new PersistenceManager(dataDir);
  persistence.load(stores.sqsStore, stores.snsStore, stores.s3Store);
  // Assigned after loading: a write-through during the load would cascade onto the rows being read.
  const wired = [stores.sqsStore, stores.snsStore, stores.s3Store, ...stores.sqsStore.allQueues()];
  for (const store of wired) Object.assign(store, { persistence });
  return { stores, close: () => persistence.close() };
}

async function readBody(stream: Readable, maxBytes: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of stream as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > maxBytes) throw Object.assign(new Error("body too large"), { statusCode: 413 });
    parts.push(part);
  }
  return Buffer.concat(parts);
}

interface FauxqsApp {
  readonly stores: Stores;
  /** Listens on loopback; 0 picks a free port. */
  listen(port: number): Promise<number>;
  close(): Promise<void>;
}

export async function openFauxqsApp(options: {
  dataDir?: string | undefined;
  maxBodyBytes: number;
}): Promise<FauxqsApp> {
  const { stores, close } = await openStores(options.dataDir);
  const app: HttpApp = buildApp({ logger: false, stores });
  app.removeContentTypeParser("*");
  app.addContentTypeParser("*", (_request, stream) => readBody(stream, options.maxBodyBytes));
  app.addHook("onRequest", async (request, reply) => {
    reply.header("access-control-allow-origin", request.headers.origin ?? "*").header("vary", "origin");
    if (request.method !== "OPTIONS") return;
    reply
      .header("access-control-allow-methods", "GET, PUT, HEAD")
      .header("access-control-allow-headers", request.headers["access-control-request-headers"] ?? "content-type")
      .header("access-control-max-age", "600");
    await reply.code(204).send();
  });
  app.addHook("preClose", async () => close());
  return {
    stores,
    async listen(port) {
      const address = await app.listen({ host: "127.0.0.1", port });
      return Number(new URL(address).port);
    },
    close: () => app.close(),
  };
}
