import { parseArgs } from "node:util";
import { isId } from "@netvexa/contract/ids";

/** A wrong call: shown with how to call it. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The call was right, but could not be carried out: shown without a stack. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

export const USAGE = `npm run visitor -- export --visitor vis_… | --all  [--format json|csv] [--out FILE]
npm run visitor -- erase  --visitor vis_… | --all ten_… --yes
npm run visitor -- rotate-keys
npm run visitor -- erase-workspace ten_… --yes

Speaks to a running NETVEXA: NETVEXA_URL and NETVEXA_TOKEN (a bearer credential), or else the owner of the
local state (.local/dev.json).`;

export type VisitorCommand =
  | { verb: "export"; visitorId: string | undefined; format: "json" | "csv"; out: string | undefined }
  | { verb: "erase"; visitorId: string | undefined; tenantId: string | undefined }
  | { verb: "erase-workspace"; tenantId: string }
  | { verb: "rotate-keys" };

/** Throws `UsageError` for whatever cannot be read. */
export function readCommand(argv: string[]): VisitorCommand {
  try {
    return readVerb(argv);
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message);
    throw error;
  }
}

function readVerb(argv: string[]): VisitorCommand {
  const [verb, ...rest] = argv;
  if (verb === "export") return readExport(rest);
  if (verb === "erase") return readErase(rest);
  if (verb === "erase-workspace") return readEraseWorkspace(rest);
  if (verb === "rotate-keys" && rest.length === 0) return { verb };
  throw new UsageError("There is no such command.");
}

function readEraseWorkspace(argv: string[]): VisitorCommand {
  const options = { yes: { type: "boolean", default: false } } as const;
  const { values, positionals } = parseArgs({ args: argv, allowPositionals: true, options });
  const [tenantId = "", ...more] = positionals;
  if (!isId("tenant", tenantId) || more.length > 0) throw new UsageError("erase-workspace takes a tenant's id.");
  if (!values.yes) throw new UsageError("Erasing cannot be undone: say --yes.");
  return { verb: "erase-workspace", tenantId };
}

function readExport(argv: string[]): VisitorCommand {
  const { values } = parseArgs({
    args: argv,
    options: {
      visitor: { type: "string" },
      all: { type: "boolean", default: false },
      format: { type: "string", default: "json" },
      out: { type: "string" },
    },
  });
  const { format } = values;
  if (format !== "json" && format !== "csv") throw new UsageError("--format takes json or csv.");
  if ((values.visitor === undefined) !== values.all) throw new UsageError("Name either --visitor or --all.");
  return { verb: "export", visitorId: checkVisitor(values.visitor), format, out: values.out };
}

function readErase(argv: string[]): VisitorCommand {
  const { values } = parseArgs({
    args: argv,
    options: { visitor: { type: "string" }, all: { type: "string" }, yes: { type: "boolean", default: false } },
  });
  if ((values.visitor === undefined) === (values.all === undefined)) {
    throw new UsageError("Name either --visitor or --all with the tenant's id.");
  }
  if (values.all !== undefined && !isId("tenant", values.all)) throw new UsageError("--all takes a tenant's id.");
  if (!values.yes) throw new UsageError("Erasing cannot be undone: say --yes.");
  return { verb: "erase", visitorId: checkVisitor(values.visitor), tenantId: values.all };
}

function checkVisitor(value: string | undefined): string | undefined {
  if (value !== undefined && !isId("visitor", value)) throw new UsageError("--visitor takes a visitor's id.");
  return value;
}
