import type { TableFacts } from "../../testing/tenant-catalogue.ts";

export interface Mutation {
  readonly what: string;
  readonly sql: string;
}

const LOOSE: Readonly<Record<string, string>> = {
  SELECT: "using (true)",
  INSERT: "with check (true)",
  UPDATE: "using (true) with check (true)",
  DELETE: "using (true)",
};

/** Every policy of a table dropped and loosened, and its row security switched off: one fault at a time. */
export function mutationsOf({ name, policies }: TableFacts, schema: string): Mutation[] {
  const table = `"${schema}".${name}`;
  const ofPolicies = policies.flatMap((policy) => [
    { what: `${policy.name} dropped`, sql: `drop policy ${policy.name} on ${table}` },
    { what: `${policy.name} loosened`, sql: `alter policy ${policy.name} on ${table} ${LOOSE[policy.verb]}` },
  ]);
  return [
    ...ofPolicies,
    { what: "row security off", sql: `alter table ${table} disable row level security` },
    { what: "row security not forced", sql: `alter table ${table} no force row level security` },
  ];
}

const OWN_ROWS = "(tenant_id = NULLIF(current_setting('app.tenant_id'::text, true), ''::text))";

/** What the catalogue says of a table and should not. Some holes hide behind another rule, and only this shows them. */
export function readPolicies(table: TableFacts): string[] {
  const faults: string[] = [];
  if (!table.isForced) faults.push("row security is not forced");
  for (const verb of ["SELECT", "INSERT", "UPDATE", "DELETE"]) {
    const [policy, ...more] = table.policies.filter((one) => one.verb === verb);
    if (policy === undefined || more.length > 0) faults.push(`not one policy for ${verb}`);
    else if (verb !== "INSERT" && policy.using !== OWN_ROWS) faults.push(`the policy for ${verb} shows too much`);
    else if (/INSERT|UPDATE/.test(verb) && policy.check !== OWN_ROWS)
      faults.push(`the policy for ${verb} checks too little`);
  }
  return faults;
}
