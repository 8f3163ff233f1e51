import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DATABASE, findPlaces, type OpenPlace, OURS, openPlace, THEIRS } from "../testing/places.ts";
import { attempt, insertSample, type TableFacts } from "../testing/tenant-catalogue.ts";

const FOREIGN_KEY = /^FOREIGN KEY \(([^)]+)\) REFERENCES (\w+)\(([^)]+)\)/;
/** How a column is called that names a row. */
const NAMING = /_(ids?|to)$/;

const COPY = "a copy of what its parent names, to filter by; it is read within the tenant and goes with the parent";
const OUTSIDE = "names nothing that is a row";
const OUTLIVES = "outlives what it names, which is its purpose";
/** Columns that look like the name of a row and are bound to none, each with the reason why they may. */
const UNBOUND: Readonly<Record<string, string>> = {
  "audit_event.actor_id": OUTLIVES,
  "audit_event.target_id": OUTLIVES,
  "chunk.agent_id": COPY,
  "chunk.source_id": COPY,
  "chunk_index.agent_id": `${COPY}; each row is counted in index_stat, which is bound to the agent`,
  "chunk_index.document_id": COPY,
  "conversation.visitor_id": "visitors have no rows: the id comes from a signed token",
  "conversation_key.key_id": "the key's own name, drawn at random",
  "document.agent_id": COPY,
  "document.external_id": OUTSIDE,
  "idempotency.conversation_ids": "finds the kept answers that an erasure takes along",
  "leftover.agent_id": OUTLIVES,
  "message.client_id": OUTSIDE,
  "message.reply_to": "kept for the record: no query follows it",
  "tenant_key.kms_key_id": OUTSIDE,
  "term_stat.agent_id": "kept by triggers of chunk_index; a check for each term would cost more than the write",
};

interface Reference {
  readonly child: TableFacts;
  readonly parent: TableFacts;
  /** The columns of the child, and those of the parent that they name, without the tenant. */
  readonly columns: readonly string[];
  readonly named: readonly string[];
}

function foreignKeysOf(table: TableFacts): { text: string; from: string[]; parent: string; to: string[] }[] {
  return table.constraints.flatMap((text) => {
    const [, from, parent, to] = FOREIGN_KEY.exec(text) ?? [];
    if (from === undefined || parent === undefined || to === undefined) return [];
    return [{ text, from: from.split(", "), parent, to: to.split(", ") }];
  });
}

/** Values that no row has yet, for every key of the table that is not itself a reference. */
function freshKeys(table: TableFacts, turn: number): Record<string, string> {
  const unique = table.constraints.flatMap((text) => /^UNIQUE \((.+)\)$/.exec(text)?.[1]?.split(", ") ?? []);
  const bound = new Set(["tenant_id", ...foreignKeysOf(table).flatMap(({ from }) => from)]);
  const keys = table.columns.filter(({ name }) => [...table.primaryKey, ...unique].includes(name) && !bound.has(name));
  return Object.fromEntries(keys.map(({ name, type }) => [name, type === "text" ? `'new_${turn}'` : String(turn)]));
}

describe.each(findPlaces())("on $name", (place) => {
  let open: OpenPlace;
  let tenantPlane: TableFacts[];

  beforeAll(async () => {
    open = await openPlace(place);
    ({ tenantPlane } = open);
  });

  afterAll(() => open.close());

  function references(): Reference[] {
    return tenantPlane.flatMap((child) =>
      foreignKeysOf(child).map(({ from, parent: name, to }) => {
        const parent = tenantPlane.find((table) => table.name === name);
        if (parent === undefined) throw new Error(`${child.name} refers to ${name}, which is no table of tenants`);
        return { child, parent, columns: from.slice(1), named: to.slice(1) };
      }),
    );
  }

  test("O-15 every reference in the tenant plane carries the tenant", () => {
    for (const table of tenantPlane) {
      for (const { from, to } of foreignKeysOf(table))
        expect([table.name, from[0], to[0]]).toEqual([table.name, "tenant_id", "tenant_id"]);
      const declared = table.constraints.filter((text) => text.startsWith("FOREIGN KEY"));
      expect(foreignKeysOf(table).map(({ text }) => text)).toEqual(declared);
    }
  });

  test("O-15 every column that names a row is bound to it together with the tenant, or says why not", () => {
    const naming = tenantPlane.flatMap((table) => {
      const bound = foreignKeysOf(table).flatMap(({ from }) => from);
      const names = table.columns.map(({ name }) => name).filter((name) => name !== "tenant_id" && NAMING.test(name));
      return names.filter((name) => !bound.includes(name)).map((name) => `${table.name}.${name}`);
    });
    const isHere = (column: string) => tenantPlane.some(({ name }) => column.startsWith(`${name}.`));
    expect(naming.toSorted()).toEqual(Object.keys(UNBOUND).filter(isHere).toSorted());
  });

  test("O-15 a child cannot name another tenant's parent until its own tenant has one of that name", async () => {
    const all = references();
    expect(all.length).toBeGreaterThanOrEqual(10);
    for (const [index, { child, parent, columns, named }] of all.entries()) {
      const turn = 100 + index;
      const parentKeys = freshKeys(parent, turn);
      // The other parents are the samples, which both tenants have under the same names.
      const to = columns.flatMap((column, at) => {
        const value = parentKeys[named[at] ?? ""];
        return value === undefined ? [] : [[column, value]];
      });
      expect([child.name, parent.name, to]).not.toEqual([child.name, parent.name, []]);
      const childKeys = { ...freshKeys(child, turn), ...Object.fromEntries(to) };
      const add = (table: TableFacts, tenantId: string) => {
        const row = insertSample(table, tenantId, table === parent ? parentKeys : childKeys);
        return attempt(open.backend, { database: DATABASE, tenantId }, row);
      };
      const outcomes = [
        await add(parent, THEIRS),
        await add(child, OURS),
        await add(child, THEIRS),
        await add(parent, OURS),
        await add(child, OURS),
      ];
      expect([child.name, parent.name, outcomes]).toEqual([
        child.name,
        parent.name,
        [{ rows: 1 }, { refused: "23503" }, { rows: 1 }, { rows: 1 }, { rows: 1 }],
      ]);
    }
  });
});
