import { fileURLToPath } from "node:url";
import { Client, NeonDbError, neon, neonConfig, Pool } from "@neondatabase/serverless";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Postgres, startPostgres } from "./start-postgres.ts";

const migrationsDir = fileURLToPath(new URL("../../../../db/migrations", import.meta.url));
let postgres: Postgres;

beforeAll(async () => {
  postgres = await startPostgres({ migrationsDir });
  await Promise.all([postgres.createDatabase("netvexa"), postgres.createDatabase("second")]);
  neonConfig.fetchEndpoint = (host, port) => `http://${host}:${port}/sql`;
  neonConfig.wsProxy = (host, port) => `${host}:${port}/v2`;
  neonConfig.useSecureWebSocket = false;
  const sql = neon(postgres.url);
  await sql.transaction([
    sql`create table account (id int primary key, owner text unique, balance int not null default 0)`,
    sql`create role reader`,
  ]);
});

afterAll(() => postgres.close());

async function withPool<T>(work: (pool: Pool) => Promise<T>): Promise<T> {
  const pool = new Pool({ connectionString: postgres.url });
  try {
    return await work(pool);
  } finally {
    await pool.end();
  }
}

function post(body: unknown, headers: Record<string, string> = {}) {
  return fetch(`http://127.0.0.1:${postgres.port}/sql`, {
    method: "POST",
    headers: { "Neon-Connection-String": postgres.url, ...headers },
    body: JSON.stringify(body),
  });
}

test("a query comes back with the types of its columns", async () => {
  const rows = await neon(postgres.url)`
    select 1::int as n, 2::bigint as big, null as nothing, true as yes, ${"ü'\0".slice(0, 2)} as text,
      '{"a":[1]}'::jsonb as body, ${["a", "b"]}::text[] as list, '[1,2]'::json as pair, ${Buffer.from([1, 255])}::bytea as bytes`;
  expect(rows).toEqual([
    {
      n: 1,
      big: "2",
      nothing: null,
      yes: true,
      text: "ü'",
      body: { a: [1] },
      list: ["a", "b"],
      pair: [1, 2],
      bytes: Buffer.from([1, 255]),
    },
  ]);
});

test("a full result carries command, count and fields", async () => {
  const result = await neon(postgres.url, { fullResults: true }).query("values ($1::int), ($2)", [1, 2]);
  expect(result).toMatchObject({ command: "SELECT", rowCount: 2, fields: [{ name: "column1", dataTypeID: 23 }] });
});

test("a failed transaction leaves nothing behind and reports the fields of Postgres", async () => {
  const sql = neon(postgres.url);
  await sql`insert into account (id, owner) values (1, 'ada')`;
  const failure = sql.transaction([
    sql`insert into account (id, owner) values (2, 'bob')`,
    sql`insert into account (id, owner) values (3, 'ada')`,
    sql`insert into account (id, owner) values (4, 'cy')`,
  ]);
  await expect(failure).rejects.toBeInstanceOf(NeonDbError);
  await expect(failure).rejects.toMatchObject({
    severity: "ERROR",
    code: "23505",
    constraint: "account_owner_key",
    table: "account",
    detail: "Key (owner)=(ada) already exists.",
  });
  expect(await sql`select id from account order by id`).toEqual([{ id: 1 }]);
});

test("isolation level, read-only and deferrable reach the transaction", async () => {
  const sql = neon(postgres.url);
  const [rows] = await sql.transaction(
    [
      sql`select current_setting('transaction_isolation') as level, current_setting('transaction_read_only') as only,
        current_setting('transaction_deferrable') as deferrable`,
    ],
    { isolationLevel: "Serializable", readOnly: true, deferrable: true },
  );
  expect(rows).toEqual([{ level: "serializable", only: "on", deferrable: "on" }]);
  const write = sql.transaction([sql`insert into account (id) values (99)`], { readOnly: true });
  await expect(write).rejects.toMatchObject({ code: "25006" });
});

test("an empty transaction and an empty statement are answered", async () => {
  const sql = neon(postgres.url);
  expect(await sql.transaction([])).toEqual([]);
  expect(await sql.query("")).toEqual([]);
});

test("two commands in one statement are refused", async () => {
  await expect(neon(postgres.url).query("select 1; select 2")).rejects.toMatchObject({ code: "42601" });
});

test("settings and roles of a transaction end with it, and a plain SET ends with its request", async () => {
  const sql = neon(postgres.url);
  const probe = () => sql`select current_user as role, current_setting('app.x', true) as x`;
  const [before] = await probe();
  await sql.transaction([
    sql`select set_config('role', 'reader', true), set_config('app.x', '1', true)`,
    sql`select 1`,
  ]);
  await sql`set role reader`;
  const [after] = await probe();
  expect(after?.role).toBe(before?.role);
  expect(after?.x || null).toBeNull();
});

test("databases are apart, and an unknown one is refused on either path", async () => {
  const second = neon(postgres.urlOf("second"));
  await expect(second`select * from account`).rejects.toMatchObject({ code: "42P01" });
  await expect(neon(postgres.urlOf("third"))`select 1`).rejects.toMatchObject({ code: "3D000" });
  const client = new Client(postgres.urlOf("third"));
  client.neonConfig.pipelineConnect = false;
  await expect(client.connect()).rejects.toMatchObject({ code: "3D000" });
});

test("without the driver's headers values come as JSON and rows as objects", async () => {
  const response = await post({
    query: "select 1::int as n, 1.5::float8 as f, true as yes, '{\"a\":1}'::jsonb as body",
    params: [],
  });
  expect(await response.json()).toMatchObject({
    rowAsArray: false,
    rows: [{ n: 1, f: 1.5, yes: true, body: { a: 1 } }],
  });
});

test.each([
  ["a body that is no request", { nothing: 1 }, {}, 400],
  ["no connection string", { query: "select 1" }, { "Neon-Connection-String": "" }, 400],
  ["an unknown isolation level", { queries: [] }, { "Neon-Batch-Isolation-Level": "Wild" }, 400],
  ["a web page", { query: "select 1" }, { Origin: "https://example.com" }, 403],
])("refuses %s", async (_what, body, headers, status) => {
  expect((await post(body, headers)).status).toBe(status);
});

test("a pool over the WebSocket runs an interactive transaction", async () => {
  await withPool(async (pool) => {
    const client = await pool.connect();
    await client.query("begin");
    await client.query("insert into account (id, balance) values ($1, $2)", [10, 5]);
    const { rows } = await client.query("select balance from account where id = $1", [10]);
    await client.query("rollback");
    client.release();
    expect(rows).toEqual([{ balance: 5 }]);
  });
  expect(await neon(postgres.url)`select * from account where id = 10`).toEqual([]);
});

test("an error on the WebSocket keeps the session usable", async () => {
  await withPool(async (pool) => {
    await expect(pool.query("select 1/0")).rejects.toMatchObject({ code: "22012" });
    expect((await pool.query("select 1 as n")).rows).toEqual([{ n: 1 }]);
  });
});

test("a statement over HTTP waits for the transaction that is open on a socket", async () => {
  const sql = neon(postgres.url);
  const order: string[] = [];
  await withPool(async (pool) => {
    const client = await pool.connect();
    await client.query("begin");
    await client.query("insert into account (id) values (20)");
    const counted = sql`select count(*)::int as n from account where id = 20`.then(([row]) => {
      order.push("http");
      return row;
    });
    await client.query("select 1");
    order.push("commit");
    await client.query("commit");
    client.release();
    expect(await counted).toEqual({ n: 1 });
  });
  expect(order).toEqual(["commit", "http"]);
});

test("a socket that drops in mid-transaction is rolled back and frees the database", async () => {
  const client = new Client(postgres.url);
  client.on("error", () => undefined);
  await client.connect();
  await client.query("begin");
  await client.query("set role reader");
  await client.query("reset role");
  await client.query("insert into account (id) values (30)");
  client.connection.stream.destroy();
  expect(await neon(postgres.url)`select id from account where id = 30`).toEqual([]);
});

test("what a session prepared or set is never seen by another", async () => {
  const sql = neon(postgres.url);
  const useNamed = () =>
    withPool(async (pool) => {
      const { rows } = await pool.query({ name: "who", text: "select current_user as role" });
      await pool.query("set role reader");
      return rows[0];
    });
  const who = () => sql`select current_user as role`.then(([row]) => row);
  const [first, ...others] = await Promise.all([useNamed(), who(), useNamed(), who()]);
  for (const other of others) expect(other).toEqual(first);
});

test("interleaved clients lose no update", async () => {
  const sql = neon(postgres.url);
  await sql`insert into account (id, balance) values (40, 0)`;
  const overSocket = () =>
    withPool(async (pool) => {
      const client = await pool.connect();
      for (let i = 0; i < 5; i += 1) {
        await client.query("begin");
        const { rows } = await client.query("select balance from account where id = 40");
        await client.query("update account set balance = $1 where id = 40", [rows[0].balance + 1]);
        await client.query("commit");
      }
      client.release();
    });
  const overHttp = () => sql`update account set balance = balance + 1 where id = 40`;
  await Promise.all([overSocket(), overHttp(), overSocket(), overHttp(), overSocket(), overHttp()]);
  expect(await sql`select balance from account where id = 40`).toEqual([{ balance: 18 }]);
});

test("a large result arrives whole on either path", async () => {
  const text = "select repeat('x', 1000) as line from generate_series(1, 5000)";
  expect(await neon(postgres.url).query(text)).toHaveLength(5000);
  await withPool(async (pool) => expect((await pool.query(text)).rows).toHaveLength(5000));
});

test("vectors compare", async () => {
  const sql = neon(postgres.url);
  await sql`create extension if not exists vector`;
  expect(await sql`select ${"[1,0]"}::vector <=> ${"[0,1]"}::vector as distance`).toEqual([{ distance: 1 }]);
});
