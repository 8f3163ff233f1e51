import { connect } from "node:net";
import pg from "pg";
import { createWebSocketStream, type WebSocket } from "ws";
import type { Backend, Batch, ExecuteText, Statement, StatementResult } from "../backend.ts";
import { failureFrom } from "../database-failure.ts";

const DEFAULT_PORT = 5432;
/** Every value as the server printed it; the driver at the other end parses. */
const AS_TEXT = { getTypeParser: () => (text: string) => text };

/**
 * A Postgres server behind the same endpoint. Batches run over a pool with the credentials of `databaseUrl`;
 * sockets are passed through byte by byte, so their clients sign in for themselves.
 */
export function createServerBackend({ databaseUrl }: { databaseUrl: string }): Backend {
  const pools = new Map<string, pg.Pool>();

  function poolOf(database: string): pg.Pool {
    const found = pools.get(database);
    if (found !== undefined) return found;
    const pool = new pg.Pool({ connectionString: withDatabase(databaseUrl, database), types: AS_TEXT });
    // An idle connection that the server drops is replaced by the pool; unheard, the event would end the process.
    pool.on("error", () => undefined);
    pools.set(database, pool);
    return pool;
  }

  async function withClient<T>(database: string, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    let client: pg.PoolClient | undefined;
    try {
      client = await poolOf(database).connect();
      const result = await work(client);
      await client.query("discard all");
      client.release();
      return result;
    } catch (error) {
      client?.release(true);
      throw error instanceof pg.DatabaseError ? failureFrom(error) : error;
    }
  }

  return {
    createDatabase: (name) => createDatabase(databaseUrl, name),
    run: (batch) => withClient(batch.database, (client) => runBatch(client, batch)),
    withSession: (database, use) => withClient(database, (client) => use(executeText(client))),
    serve: (socket) => passThrough(socket, new URL(databaseUrl)),
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.end()));
    },
  };
}

function withDatabase(databaseUrl: string, database: string): string {
  const url = new URL(databaseUrl);
  url.pathname = `/${encodeURIComponent(database)}`;
  return url.href;
}

async function createDatabase(databaseUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query("select from pg_database where datname = $1", [name]);
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}

async function runBatch(client: pg.PoolClient, { statements, begin }: Batch): Promise<StatementResult[]> {
  const results: StatementResult[] = [];
  if (begin !== undefined) await client.query(begin);
  for (const statement of statements) results.push(await runStatement(client, statement));
  if (begin !== undefined) await client.query("commit");
  return results;
}

async function runStatement(client: pg.PoolClient, { text, values }: Statement): Promise<StatementResult> {
  const query: pg.QueryArrayConfig & { queryMode: "extended" } = {
    text,
    values: [...values],
    // Otherwise a statement without values would take the simple protocol, which allows several at once.
    queryMode: "extended",
    rowMode: "array",
    types: AS_TEXT,
  };
  const { command, rowCount, fields, rows } = await client.query<(string | null)[]>(query);
  return { command: command ?? "", rowCount, fields, rows };
}

function executeText(client: pg.PoolClient): ExecuteText {
  return async (sql) => {
    const result: pg.QueryResult | pg.QueryResult[] = await client.query(sql);
    return (Array.isArray(result) ? result.at(-1) : result)?.rows ?? [];
  };
}

function passThrough(socket: WebSocket, { hostname, port }: URL): void {
  const server = connect({ host: hostname, port: Number(port) || DEFAULT_PORT, noDelay: true });
  const client = createWebSocketStream(socket);
  client.on("error", () => server.destroy());
  server.on("error", () => client.destroy());
  server.on("close", () => client.end());
  client.pipe(server).pipe(client);
}
