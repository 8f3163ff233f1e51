import { insertSample, type Outcome, type TableFacts } from "../../testing/tenant-catalogue.ts";

export const [OURS, THEIRS, NOBODY] = ["ten_ours", "ten_theirs", "ten_nobody"];

/** Where a table stands and who works there for its tenant. */
export interface Place {
  /** The tenant's role in this place. */
  readonly role: string;
  readonly schema: string;
}

export interface Probe {
  readonly what: string;
  readonly role: string;
  readonly tenantId: string;
  readonly statement: string;
  /** Uses the tenant's own rows, which must work. */
  readonly isOwn?: true;
  isHeld(outcome: Outcome): boolean;
}

const OWNER = "netvexa_migrator";
const INTEGRITY = /^23/;

const touches = (rows: number) => (outcome: Outcome) => "rows" in outcome && outcome.rows === rows;
const isRefused = (outcome: Outcome) => "refused" in outcome && outcome.refused === "42501";
/** As wanted, or turned away by the table itself, whose rows nobody ever changes. */
const changes = (rows: number) => (outcome: Outcome) => touches(rows)(outcome) || isFixed(outcome);
const isFixed = (outcome: Outcome) => "refused" in outcome && outcome.refused === "P0001";
/** Let through by every policy, if not by what already stands there. */
const isLetThrough = (outcome: Outcome) => "rows" in outcome || INTEGRITY.test(outcome.refused);

/** How probes name a table, and what its role is granted there. */
function wordsOf(table: TableFacts, { role, schema }: Place) {
  const name = `"${schema}".${table.name}`;
  return {
    name,
    insert: (tenantId: string) => insertSample(table, tenantId).replace(`into ${table.name} `, `into ${name} `),
    update: (tenantId: string) => `update ${name} set tenant_id = '${tenantId}'`,
    whenMay: (verb: string, probe: Probe): Probe =>
      table.grants.includes(`${role}:${verb}`) ? probe : { ...probe, isHeld: isRefused },
  };
}

/** Each verb by whoever has stepped down to no tenant, or to one that does not exist. */
export function strangersOf(table: TableFacts, place: Place): Probe[] {
  const { name, insert, update, whenMay } = wordsOf(table, place);
  return ["", NOBODY].flatMap((tenantId): Probe[] => {
    const by = { role: place.role, tenantId };
    return [
      { what: "a stranger reads", ...by, statement: `select from ${name}`, isHeld: touches(0) },
      { what: "a stranger adds", ...by, statement: insert(OURS), isHeld: isRefused },
      whenMay("UPDATE", { what: "a stranger changes", ...by, statement: update(OURS), isHeld: changes(0) }),
      whenMay("DELETE", { what: "a stranger removes", ...by, statement: `delete from ${name}`, isHeld: touches(0) }),
    ];
  });
}

/**
 * Each verb on the rows of the own tenant, another, an unknown one and none, and what must work. The world holds one
 * row of each of the two. Writes name no column of a row, so that no reading rule stands before the writing one.
 */
export function probesOf(table: TableFacts, place: Place): Probe[] {
  const { name, insert, update, whenMay } = wordsOf(table, place);
  const { role } = place;
  const at = { role, tenantId: OURS };
  const own = { ...at, isOwn: true } as const;
  const theirs = `where tenant_id = '${THEIRS}'`;
  return [
    ...strangersOf(table, place),
    { what: "own rows alone are read", ...own, statement: `select from ${name}`, isHeld: touches(1) },
    { what: "another's row is not read", ...at, statement: `select from ${name} ${theirs}`, isHeld: touches(0) },
    { what: "another's row is not added", ...at, statement: insert(THEIRS), isHeld: isRefused },
    { what: "an own row is added", ...own, statement: insert(OURS), isHeld: isLetThrough },
    whenMay("UPDATE", { what: "own rows alone are changed", ...own, statement: update(OURS), isHeld: changes(1) }),
    {
      what: "no row is given away",
      ...at,
      statement: update(THEIRS),
      isHeld: (outcome) => isRefused(outcome) || isFixed(outcome),
    },
    whenMay("UPDATE", {
      what: "another's row is not changed",
      ...at,
      statement: `${update(OURS)} ${theirs}`,
      isHeld: changes(0),
    }),
    whenMay("DELETE", {
      what: "own rows alone are removed",
      ...own,
      statement: `delete from ${name}`,
      isHeld: touches(1),
    }),
    whenMay("DELETE", {
      what: "another's row is not removed",
      ...at,
      statement: `delete from ${name} ${theirs}`,
      isHeld: touches(0),
    }),
    {
      what: "the owner is under the rules too",
      ...own,
      role: OWNER,
      statement: `select from ${name}`,
      isHeld: touches(1),
    },
  ];
}

/** A role that has nothing to do with a table is turned away before any rule of rows, whatever it would do there. */
export function deniedTo(role: string, { name, columns, grants }: TableFacts, schema: string): Probe[] {
  const qualified = `"${schema}"."${name}"`;
  // In a database of its own server the role may not exist at all.
  const isAbsent = (outcome: Outcome) => "refused" in outcome && outcome.refused === "22023";
  const isHeld = (outcome: Outcome) => isRefused(outcome) || isAbsent(outcome);
  const statements: Readonly<Record<string, string>> = {
    SELECT: `select from ${qualified}`,
    INSERT: `insert into ${qualified} default values`,
    UPDATE: `update ${qualified} set "${columns[0]?.name}" = default`,
    DELETE: `delete from ${qualified}`,
  };
  return Object.entries(statements)
    .filter(([verb]) => !grants.includes(`${role}:${verb}`))
    .map(([verb, statement]) => ({
      what: `${role} may ${verb} ${qualified}`,
      role,
      tenantId: OURS,
      statement,
      isHeld,
    }));
}
