import type { TableFacts } from "../testing/tenant-catalogue.ts";

export interface Mutation {
  table: string;
  what: string;
  sql: string;
}

const LOOSE: Readonly<Record<string, string>> = {
  SELECT: "using (true)",
  INSERT: "with check (true)",
  UPDATE: "using (true) with check (true)",
  DELETE: "using (true)",
};

/** Every policy of a table dropped and loosened, and its row security switched off: one fault at a time. */
export function mutationsOf({ name, policies }: TableFacts): Mutation[] {
  const ofPolicies = policies.flatMap((policy) => [
    { table: name, what: `${policy.name} dropped`, sql: `drop policy ${policy.name} on ${name}` },
    {
      table: name,
      what: `${policy.name} loosened`,
      sql: `alter policy ${policy.name} on ${name} ${LOOSE[policy.verb]}`,
    },
  ]);
  return [
    ...ofPolicies,
    { table: name, what: "row security off", sql: `alter table ${name} disable row level security` },
    { table: name, what: "row security not forced", sql: `alter table ${name} no force row level security` },
  ];
}
