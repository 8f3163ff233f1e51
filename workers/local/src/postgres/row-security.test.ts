import * as agentTables from "@netvexa/db/schema/agent";
import * as auditTables from "@netvexa/db/schema/audit";
import * as authTables from "@netvexa/db/schema/auth";
import * as conversationTables from "@netvexa/db/schema/conversation";
import * as credentialTables from "@netvexa/db/schema/credentials";
import * as idempotencyTables from "@netvexa/db/schema/idempotency";
import * as leftoverTables from "@netvexa/db/schema/leftover";
import * as placementTables from "@netvexa/db/schema/placement";
import * as sealingTables from "@netvexa/db/schema/sealing";
import * as searchTables from "@netvexa/db/schema/search";
import * as sourceTables from "@netvexa/db/schema/source";
import * as tenantTables from "@netvexa/db/schema/tenant";
import { is } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DATABASE, findPlaces, type OpenPlace, OURS, openPlace, THEIRS } from "../testing/places.ts";
import { attempt, insertSample, isTenantTable, type TableFacts } from "../testing/tenant-catalogue.ts";
import type { Backend } from "./backend.ts";

const OWN_ROWS = "(tenant_id = NULLIF(current_setting('app.tenant_id'::text, true), ''::text))";

const drizzleTables = [
  agentTables,
  auditTables,
  authTables,
  conversationTables,
  credentialTables,
  idempotencyTables,
  leftoverTables,
  sealingTables,
  placementTables,
  searchTables,
  sourceTables,
  tenantTables,
]
  .flatMap((module) => Object.values(module))
  .filter((table) => is(table, PgTable))
  .map((table) => getTableConfig(table));
const controlTables = new Set(
  [authTables, credentialTables, placementTables, tenantTables].flatMap((module) =>
    Object.values(module).map((table) => getTableConfig(table as PgTable).name),
  ),
);

describe.each(findPlaces())("on $name", (place) => {
  let open: OpenPlace;
  let backend: Backend;
  let tables: TableFacts[];
  let tenantPlane: TableFacts[];

  beforeAll(async () => {
    open = await openPlace(place);
    ({ backend, tables, tenantPlane } = open);
  });

  afterAll(() => open.close());

  async function forEachTable(check: (table: TableFacts) => Promise<void> | void): Promise<void> {
    expect(tenantPlane.length).toBeGreaterThanOrEqual(10);
    for (const table of tenantPlane) await check(table);
  }

  test("every table belongs to one plane", () => {
    for (const table of tables) {
      const isControl = controlTables.has(table.name) || table.name === "schema_migration";
      expect([table.name, isTenantTable(table)]).toEqual([table.name, !isControl]);
    }
  });

  test("the Drizzle schema is the live catalogue", () => {
    const left = new Set(place.without.length === 0 ? [] : ["index_stat", "term_stat", "chunk_index"]);
    const described = drizzleTables.filter(({ name }) => !left.has(name));
    expect(described.map(({ name }) => name).toSorted()).toEqual(
      tables.map(({ name }) => name).filter((name) => name !== "schema_migration"),
    );
    for (const config of described) {
      const live = tables.find(({ name }) => name === config.name);
      const columns = config.columns.map((column) => ({
        name: column.name,
        type: column.getSQLType(),
        isRequired: column.notNull,
      }));
      expect([config.name, sortByName(columns)]).toEqual([config.name, sortByName(live?.columns ?? [])]);
      expect([config.name, keysOf(config)]).toEqual([config.name, live?.primaryKey]);
      expect([config.name, referencesOf(config)]).toEqual([
        config.name,
        live?.constraints.filter((text) => !text.startsWith("CHECK")).toSorted(),
      ]);
    }
  });

  test("O-12 row security is enabled and forced, with one policy for each verb and a check on every write", () =>
    forEachTable((table) => {
      expect([table.name, table.isForced]).toEqual([table.name, true]);
      expect([table.name, table.policies]).toEqual([
        table.name,
        [
          { name: "tenant_delete", verb: "DELETE", using: OWN_ROWS, check: null },
          { name: "tenant_insert", verb: "INSERT", using: null, check: OWN_ROWS },
          { name: "tenant_select", verb: "SELECT", using: OWN_ROWS, check: null },
          { name: "tenant_update", verb: "UPDATE", using: OWN_ROWS, check: OWN_ROWS },
        ],
      ]);
    }));

  test("the runtime role reads and writes tenant tables and can do nothing else", () => {
    for (const table of tables) {
      const verbs = FEWER_VERBS[table.name] ?? ["DELETE", "INSERT", "SELECT", "UPDATE"];
      const role = isTenantTable(table) ? "netvexa_runtime" : "netvexa_control";
      const grants = verbs.map((verb) => `${role}:${verb}`);
      expect([table.name, table.owner, table.grants]).toEqual([table.name, "netvexa_migrator", grants]);
    }
  });

  test("the append-only tables are those that the database declares", async () => {
    const [declared] = await backend.run({
      database: DATABASE,
      statements: [{ text: "select unnest(append_only_tables())", values: [] }],
    });
    expect(declared?.rows.flat()).toEqual([...APPEND_ONLY]);
  });

  test("O-12 no role of ours can log in, bypass row security, or own what it serves", async () => {
    const [roles] = await backend.run({
      database: DATABASE,
      statements: [
        {
          text: `select rolname, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolcanlogin as is_mighty,
              exists (select from pg_class where relowner = pg_roles.oid)
                or exists (select from pg_proc where proowner = pg_roles.oid) as owns,
              exists (select from pg_auth_members where member = pg_roles.oid) as belongs
            from pg_roles where rolname like 'netvexa%' order by rolname`,
          values: [],
        },
      ],
    });
    expect(roles?.rows).toEqual([
      ["netvexa_control", "f", "f", "f"],
      ["netvexa_migrator", "f", "t", "f"],
      ["netvexa_runtime", "f", "f", "f"],
    ]);
  });

  test("without stepping down a superuser sees all tenants: the policies are what hides them", () =>
    forEachTable(async ({ name }) => {
      expect([name, await attempt(backend, { database: DATABASE }, `select from ${name}`)]).toEqual([
        name,
        { rows: 2 },
      ]);
    }));

  test("a tenant reads its own rows only", () =>
    forEachTable(async ({ name }) => {
      const at = { database: DATABASE, tenantId: OURS };
      expect([name, await attempt(backend, at, `select from ${name}`)]).toEqual([name, { rows: 1 }]);
      const theirs = `select from ${name} where tenant_id = '${THEIRS}'`;
      expect([name, await attempt(backend, at, theirs)]).toEqual([name, { rows: 0 }]);
    }));

  test.each([
    ["update", (name: string) => `update ${name} set tenant_id = tenant_id where tenant_id = '${THEIRS}'`],
    ["delete", (name: string) => `delete from ${name} where tenant_id = '${THEIRS}'`],
  ])("a tenant cannot %s another's rows", (_verb, statement) =>
    forEachTable(async ({ name }) => {
      const outcome = await attempt(backend, { database: DATABASE, tenantId: OURS }, statement(name));
      expect(APPEND_ONLY.has(name) ? [{ refused: "42501" }] : [{ rows: 0 }, REFUSED_BY_TRIGGER]).toContainEqual(
        outcome,
      );
    }),
  );

  test("a tenant cannot write a row for another, nor give one away", () =>
    forEachTable(async (table) => {
      const at = { database: DATABASE, tenantId: OURS };
      const insert = insertSample(table, THEIRS);
      expect([table.name, await attempt(backend, at, insert)]).toEqual([table.name, { refused: "42501" }]);
      const give = await attempt(backend, at, `update ${table.name} set tenant_id = '${THEIRS}'`);
      expect([{ refused: "42501" }, REFUSED_BY_TRIGGER]).toContainEqual(give);
    }));

  test.each(["", "ten_nobody"])("O-13 the tenant “%s” sees nothing and writes nothing of others", (tenantId) =>
    forEachTable(async (table) => {
      const at = { database: DATABASE, tenantId };
      expect([table.name, await attempt(backend, at, `select from ${table.name}`)]).toEqual([table.name, { rows: 0 }]);
      const insert = insertSample(table, OURS);
      expect([table.name, await attempt(backend, at, insert)]).toEqual([table.name, { refused: "42501" }]);
    }),
  );

  test("nobody but the owner may truncate, and even the owner is under row security", () =>
    forEachTable(async ({ name }) => {
      const at = { database: DATABASE, tenantId: OURS };
      expect([name, await attempt(backend, at, `truncate ${name} cascade`)]).toEqual([name, { refused: "42501" }]);
      const owner = { database: DATABASE, tenantId: "", role: "netvexa_migrator" };
      expect([name, await attempt(backend, owner, `select from ${name}`)]).toEqual([name, { rows: 0 }]);
    }));

  test("the planes do not see each other", async () => {
    for (const { name } of tables) {
      const isOurs = tenantPlane.some((table) => table.name === name);
      const role = isOurs ? "netvexa_control" : "netvexa_runtime";
      const outcome = await attempt(backend, { database: DATABASE, tenantId: OURS, role }, `select from ${name}`);
      expect([name, outcome]).toEqual([name, { refused: "42501" }]);
    }
  });
});

/** Tables whose rows the runtime adds and reads but never changes; `append_only_tables()` is the same list. */
const APPEND_ONLY = new Set(["audit_event"]);
const FEWER_VERBS: Readonly<Record<string, readonly string[]>> = {
  audit_event: ["INSERT", "SELECT"],
  // Events come through a function that names the tenant.
  audit_relay: ["DELETE", "SELECT"],
  row_change: ["SELECT"],
  // The owner's own: of migrations and the mover.
  placement_change: [],
  schema_migration: [],
};

/** Tables whose rows are replaced, never updated, refuse before they look. */
const REFUSED_BY_TRIGGER = { refused: "P0001" };

function sortByName<T extends { readonly name: string }>(items: readonly T[]): T[] {
  return items.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

type TableConfig = (typeof drizzleTables)[number];

function keysOf({ columns, primaryKeys }: TableConfig): string[] {
  const inline = columns.filter((column) => column.primary).map(({ name }) => name);
  return primaryKeys[0]?.columns.map(({ name }) => name) ?? inline;
}

/** Foreign keys and unique constraints in the words of `pg_get_constraintdef`. */
function referencesOf({ columns, foreignKeys, uniqueConstraints }: TableConfig): string[] {
  const list = (items: readonly { name: string }[]) => items.map(({ name }) => name).join(", ");
  const foreign = foreignKeys.map((key) => {
    const { columns: from, foreignColumns: to, foreignTable } = key.reference();
    const target = getTableConfig(foreignTable).name;
    return `FOREIGN KEY (${list(from)}) REFERENCES ${target}(${list(to)}) ON DELETE ${key.onDelete?.toUpperCase()}`;
  });
  const unique = uniqueConstraints.map((constraint) => `UNIQUE (${list(constraint.columns)})`);
  const inline = columns.filter((column) => column.isUnique).map(({ name }) => `UNIQUE (${name})`);
  return [...foreign, ...unique, ...inline].toSorted();
}
