import type { Query } from "../../testing/open-session.ts";
import type { Outcome } from "../../testing/tenant-catalogue.ts";
import type { Place, Probe } from "./probes.ts";

/** Runs each probe as its role and takes back whatever it did; says how many rows it touched, or why it was refused. */
const TRY_PROBES = `
  create function pg_temp.try_probes(probes jsonb) returns jsonb language plpgsql as $function$
  declare
    probe jsonb;
    touched bigint;
    outcomes jsonb := '[]';
  begin
    for probe in select value from jsonb_array_elements(probes) loop
      begin
        perform set_config('app.tenant_id', probe ->> 'tenantId', true), set_config('role', probe ->> 'role', true);
        execute probe ->> 'statement';
        get diagnostics touched = row_count;
        raise exception using errcode = 'NVOUT', message = touched::text;
      exception when others then
        outcomes := outcomes || case sqlstate
          when 'NVOUT' then jsonb_build_object('rows', sqlerrm::bigint)
          else jsonb_build_object('refused', sqlstate)
        end;
      end;
    end loop;
    return outcomes;
  end
  $function$`;

export async function prepareProbes(query: Query, { schema }: Place): Promise<void> {
  await query(TRY_PROBES);
  await query("select set_config('search_path', $1, true)", [`"${schema}", public`]);
}

/** The probes that did not hold. */
export async function failedProbes(query: Query, probes: readonly Probe[]): Promise<string[]> {
  const asked = JSON.stringify(probes.map(({ role, tenantId, statement }) => ({ role, tenantId, statement })));
  const [row] = await query<{ outcomes: Outcome[] }>("select pg_temp.try_probes($1::jsonb) as outcomes", [asked]);
  return probes.flatMap(({ what, isHeld }, index) => {
    const outcome = row?.outcomes[index];
    return outcome !== undefined && isHeld(outcome) ? [] : [`${what} (${JSON.stringify(outcome)})`];
  });
}
