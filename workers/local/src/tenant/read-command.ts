import { parseArgs } from "node:util";
import { type Id, isId } from "@netvexa/contract/ids";

/** Where the state of the local product lies, unless it is the usual place. */
interface Anywhere {
  readonly stateDir: string | undefined;
}

export type TenantCommand = Anywhere &
  (
    | { readonly kind: "list" }
    | { readonly kind: "confirm"; readonly tenantId: Id<"tenant"> }
    | { readonly kind: "freeze" | "thaw"; readonly tenantId: Id<"tenant"> }
    | {
        readonly kind: "move";
        readonly tenantId: Id<"tenant">;
        readonly to: "shared" | "schema" | "database";
        /** Deletes the old copy at once. */
        readonly isConfirmed: boolean;
      }
  );

export const USAGE = `npm run tenant -- list
npm run tenant -- move <tenantId> --to shared|schema|database [--confirm]
npm run tenant -- confirm <tenantId>
npm run tenant -- freeze|thaw <tenantId>`;

/** A fault of the person who calls: shown with the usage. */
export class TenantCommandError extends Error {
  override readonly name = "TenantCommandError";
}

export function readCommand(argv: string[]): TenantCommand {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: { to: { type: "string" }, confirm: { type: "boolean", default: false }, state: { type: "string" } },
  });
  const [kind, tenantId] = positionals;
  const { to, confirm, state: stateDir } = values;
  if (kind === "list") return { kind, stateDir };
  if (kind !== "move" && kind !== "confirm" && kind !== "freeze" && kind !== "thaw")
    throw new TenantCommandError("There is no such command.");
  if (!isId("tenant", tenantId)) throw new TenantCommandError("A tenant's id is missing or not one.");
  if (kind !== "move") return { kind, tenantId, stateDir };
  if (to !== "shared" && to !== "schema" && to !== "database") {
    throw new TenantCommandError("--to is shared, schema or database.");
  }
  return { kind, tenantId, to, isConfirmed: confirm, stateDir };
}
