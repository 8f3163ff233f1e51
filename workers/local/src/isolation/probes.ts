import type { Backend } from "../postgres/backend.ts";
import { attempt, insertSample, type Outcome, type TableFacts } from "../testing/tenant-catalogue.ts";

export const [OURS, THEIRS] = ["ten_ours", "ten_theirs"];
const OWN_ROWS = "(tenant_id = NULLIF(current_setting('app.tenant_id'::text, true), ''::text))";

/** Says that a write went through, and takes it back: the division fails only if a row was touched. */
const TOUCHED = "22012";
const undone = (write: string) =>
  `with touched as (${write} returning 1) select 1 / (1 - sign(count(*))::integer) from touched`;

export interface Probe {
  what: string;
  tenantId: string;
  statement: string;
  isHeld(outcome: Outcome): boolean;
}

const reads = (rows: number) => (outcome: Outcome) => "rows" in outcome && outcome.rows === rows;
const isUntouched = (outcome: Outcome) => !("refused" in outcome && outcome.refused === TOUCHED);
const isRefused = (outcome: Outcome) => "refused" in outcome && outcome.refused === "42501";

/** Each verb on the rows of the own tenant, another, an unknown one and none. The world holds one row of each of the two. */
export function probesOf(table: TableFacts): Probe[] {
  const { name } = table;
  const theirs = `where tenant_id = '${THEIRS}'`;
  const strangers = ["", "ten_nobody"].flatMap((tenantId): Probe[] => [
    { what: "a stranger reads", tenantId, statement: `select from ${name}`, isHeld: reads(0) },
    { what: "a stranger adds", tenantId, statement: insertSample(table, OURS), isHeld: isRefused },
    { what: "a stranger removes", tenantId, statement: undone(`delete from ${name}`), isHeld: isUntouched },
  ]);
  const at = { tenantId: OURS };
  return [
    ...strangers,
    { what: "the own row is read", ...at, statement: `select from ${name}`, isHeld: reads(1) },
    { what: "another's row is read", ...at, statement: `select from ${name} ${theirs}`, isHeld: reads(0) },
    { what: "another's row is added", ...at, statement: insertSample(table, THEIRS), isHeld: isRefused },
    {
      what: "another's row is changed",
      ...at,
      statement: undone(`update ${name} set tenant_id = tenant_id ${theirs}`),
      isHeld: isUntouched,
    },
    {
      what: "a row is given away",
      ...at,
      statement: undone(`update ${name} set tenant_id = '${THEIRS}'`),
      isHeld: isUntouched,
    },
    {
      what: "another's row is removed",
      ...at,
      statement: undone(`delete from ${name} ${theirs}`),
      isHeld: isUntouched,
    },
  ];
}

export interface Finding {
  table: string;
  what: string;
}

export async function runProbes(
  backend: Backend,
  database: string,
  table: TableFacts,
): Promise<{ calls: number; findings: Finding[] }> {
  const probes = probesOf(table);
  const findings: Finding[] = [];
  for (const { what, tenantId, statement, isHeld } of probes) {
    const outcome = await attempt(backend, { database, tenantId }, statement);
    if (!isHeld(outcome)) findings.push({ table: table.name, what });
  }
  return { calls: probes.length, findings };
}

/** What the catalogue says of a table and should not. Some holes hide behind another policy, and only this shows them. */
export function readPolicies(table: TableFacts): Finding[] {
  const findings: Finding[] = [];
  const add = (what: string) => findings.push({ table: table.name, what });
  if (!table.isForced) add("row security is not forced");
  for (const verb of ["SELECT", "INSERT", "UPDATE", "DELETE"]) {
    const [policy, ...more] = table.policies.filter((one) => one.verb === verb);
    if (policy === undefined || more.length > 0) add(`not one policy for ${verb}`);
    else if (verb !== "INSERT" && policy.using !== OWN_ROWS) add(`the policy for ${verb} shows more than own rows`);
    else if (/INSERT|UPDATE/.test(verb) && policy.check !== OWN_ROWS) add(`the policy for ${verb} checks too little`);
  }
  return findings;
}
