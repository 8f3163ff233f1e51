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

/**
 * Each verb on the rows of the own tenant, another, an unknown one and none, and what must work. The world holds one
 * row of each of the two. Writes name no column of a row, so that no reading rule stands before the writing one.
 */
export function probesOf(table: TableFacts, { role, schema }: Place): Probe[] {
  const name = `"${schema}".${table.name}`;
  const may = (verb: string) => table.grants.includes(`${role}:${verb}`);
  const insert = (tenantId: string) => insertSample(table, tenantId).replace(`into ${table.name} `, `into ${name} `);
  const strangers = ["", NOBODY].flatMap((tenantId): Probe[] => [
    { what: "a stranger reads", role, tenantId, statement: `select from ${name}`, isHeld: touches(0) },
    { what: "a stranger adds", role, tenantId, statement: insert(OURS), isHeld: isRefused },
    ...(may("DELETE")
      ? [{ what: "a stranger removes", role, tenantId, statement: `delete from ${name}`, isHeld: touches(0) }]
      : []),
  ]);
  const at = { role, tenantId: OURS };
  const theirs = `where tenant_id = '${THEIRS}'`;
  const whenMay = (verb: string, probe: Probe): Probe => (may(verb) ? probe : { ...probe, isHeld: isRefused });
  const update = (tenantId: string) => `update ${name} set tenant_id = '${tenantId}'`;
  return [
    ...strangers,
    { what: "own rows alone are read", ...at, statement: `select from ${name}`, isHeld: touches(1) },
    { what: "another's row is not read", ...at, statement: `select from ${name} ${theirs}`, isHeld: touches(0) },
    { what: "another's row is not added", ...at, statement: insert(THEIRS), isHeld: isRefused },
    { what: "an own row is added", ...at, statement: insert(OURS), isHeld: isLetThrough },
    whenMay("UPDATE", { what: "own rows alone are changed", ...at, statement: update(OURS), isHeld: changes(1) }),
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
      ...at,
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
      ...at,
      role: OWNER,
      statement: `select from ${name}`,
      isHeld: touches(1),
    },
  ];
}

/** A role that has nothing to do with a table is turned away before any rule of rows. */
export function deniedTo(role: string, qualified: string): Probe {
  const statement = `select from ${qualified}`;
  // In a database of its own server the role may not exist at all.
  const isAbsent = (outcome: Outcome) => "refused" in outcome && outcome.refused === "22023";
  const isHeld = (outcome: Outcome) => isRefused(outcome) || isAbsent(outcome);
  return { what: `${role} reads ${qualified}`, role, tenantId: OURS, statement, isHeld };
}
