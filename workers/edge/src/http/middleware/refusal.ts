import { ID_PREFIXES, isId } from "@netvexa/contract/ids";
import type { ProblemInput } from "@netvexa/contract/problem";
import type { Context } from "hono";
import { routePath } from "hono/route";
import { type NamedObject, recordRefusal } from "../../services/audit/refusals.ts";
import type { AppEnv } from "../app-env.ts";

const KINDS = Object.keys(ID_PREFIXES) as (keyof typeof ID_PREFIXES)[];
const NAMED_MAX = 10;

/**
 * Has a known caller's refused reach written down after the answer: an object that is not there for it, whyever,
 * or something that its role or scope does not allow. Takes no part in the answer.
 */
export function noteRefusal(c: Context<AppEnv>): void {
  const { refusal } = c.var;
  const context = c.get("context") as AppEnv["Variables"]["context"] | undefined;
  if (refusal === undefined || context === undefined) return;
  context.defer(
    (async () => {
      const body = await readBody(c);
      const query = c.req.query();
      if (!isRefusedReach(refusal, query, body)) return;
      const route = `${c.req.method} ${routePath(c, -1)}`.replaceAll(/:(\w+)/g, "{$1}");
      const objects = objectsIn([c.req.param(), query, body]);
      await recordRefusal(context, { route, code: refusal.code, objects });
    })(),
  );
}

/** What a middleware has read already; a caller who was turned away before has nothing read of theirs. */
async function readBody(c: Context<AppEnv>): Promise<unknown> {
  try {
    return JSON.parse(String((await c.req.bodyCache.text) ?? "null"));
  } catch {
    // Not JSON, so it names nothing.
    return null;
  }
}

function isRefusedReach({ code, errors = [] }: ProblemInput, query: Record<string, string>, body: unknown): boolean {
  if (code === "not_found" || code === "forbidden") return true;
  // A field that is refused although it holds an id: the id names nothing that the caller may name there.
  return errors.some(({ pointer }) => kindOf(valueAt(pointer, query, body)) !== undefined);
}

function valueAt(pointer: string, query: Record<string, string>, body: unknown): unknown {
  if (pointer.startsWith("?")) return query[pointer.slice(1)];
  let value = body;
  for (const step of pointer.split("/").slice(1)) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}

function kindOf(value: unknown): keyof typeof ID_PREFIXES | undefined {
  return KINDS.find((kind) => isId(kind, value));
}

/** The ids that are named, those of the address first. Walks without recursion, for the nesting is the caller's choice. */
function objectsIn(roots: readonly unknown[]): NamedObject[] {
  const objects = new Map<string, NamedObject>();
  for (const root of roots) {
    const open = [root];
    for (let value = open.pop(); value !== undefined && objects.size < NAMED_MAX; value = open.pop()) {
      const kind = kindOf(value);
      if (kind !== undefined) objects.set(String(value), { kind, id: String(value) });
      else if (typeof value === "object" && value !== null) open.push(...Object.values(value).reverse());
    }
  }
  return [...objects.values()];
}
