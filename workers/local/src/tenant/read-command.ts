import { parseArgs } from "node:util";
import { type Id, isId } from "@netvexa/contract/ids";

/** Where the state of the local product lies, unless it is the usual place. */
interface Anywhere {
  readonly stateDir: string | undefined;
}

const OF_ONE_TENANT = ["confirm", "cancel", "freeze", "thaw"] as const;
const LEVELS = ["shared", "schema", "database"] as const;

export type TenantCommand = Anywhere &
  (
    | { readonly kind: "list" | "reseal" | "sweep" }
    | { readonly kind: (typeof OF_ONE_TENANT)[number]; readonly tenantId: Id<"tenant"> }
    | {
        readonly kind: "move";
        readonly tenantId: Id<"tenant">;
        readonly to: (typeof LEVELS)[number];
        /** The variable that holds the URL of a database on another server: an address with a password is no argument. */
        readonly urlVariable: string | undefined;
        /** Deletes the old copy at once. */
        readonly isConfirmed: boolean;
      }
  );

export const USAGE = `npm run tenant -- list
npm run tenant -- move <tenantId> --to shared|schema|database [--url-from VARIABLE] [--confirm]
npm run tenant -- confirm|cancel <tenantId>
npm run tenant -- freeze|thaw <tenantId>
npm run tenant -- reseal
npm run tenant -- sweep

move --to database --url-from VARIABLE: into the empty database that the variable's URL names, on a server of its own
cancel: gives up a move that has not arrived     confirm: deletes the copy that a move left behind
reseal: seals all such URLs with DATABASE_REFERENCE_SECRET, after DATABASE_REFERENCE_SECRET_BEFORE has opened them
sweep: drops the schemas and databases of workspaces that were erased`;

/** A fault of the person who calls: shown with the usage. */
export class TenantCommandError extends Error {
  override readonly name = "TenantCommandError";
}

export function readCommand(argv: string[]): TenantCommand {
  const { values, positionals } = readWords(argv);
  const [kind, tenantId, more] = positionals;
  const { to, confirm: isConfirmed, state: stateDir, "url-from": urlVariable } = values;
  if (kind === "list" || kind === "reseal" || kind === "sweep") return { kind, stateDir };
  const known = ["move", ...OF_ONE_TENANT] as const;
  if (!isOneOf(known, kind)) throw new TenantCommandError("There is no such command.");
  if (!isId("tenant", tenantId) || more !== undefined) {
    throw new TenantCommandError("A tenant's id is missing or not one.");
  }
  if (kind !== "move") return { kind, tenantId, stateDir };
  if (!isOneOf(LEVELS, to)) throw new TenantCommandError("--to is shared, schema or database.");
  if (urlVariable !== undefined && to !== "database")
    throw new TenantCommandError("--url-from goes with --to database.");
  return { kind, tenantId, to, urlVariable, isConfirmed, stateDir };
}

function readWords(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        to: { type: "string" },
        confirm: { type: "boolean", default: false },
        state: { type: "string" },
        "url-from": { type: "string" },
      },
    });
  } catch (error) {
    throw new TenantCommandError(`${(error as Error).message}.`);
  }
}

function isOneOf<T extends string>(items: readonly T[], word: string | undefined): word is T {
  return (items as readonly (string | undefined)[]).includes(word);
}
