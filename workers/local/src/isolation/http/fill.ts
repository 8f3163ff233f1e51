import type { IdKind } from "@netvexa/contract/ids";
import type { Request } from "./call.ts";
import type { IdField, Operation } from "./operations.ts";
import { type Facts, resolve, type Schemas, sampleOf } from "./sample.ts";

export type ValueOf = (kind: IdField["kind"]) => string | undefined;

/** A request of this operation: ids in its path and in required fields by `own`, and those of `more` set besides. */
export function fillRequest(
  operation: Operation,
  schemas: Schemas,
  values: { own: ValueOf; facts?: Facts; more?: readonly (readonly [IdField, string])[] },
): Request | undefined {
  const { own, facts = () => undefined, more = [] } = values;
  const set = new Map(more.map(([field, value]) => [field.path.join("/"), value]));
  const valueFor = (field: IdField) => set.get(field.path.join("/")) ?? own(field.kind);
  let path = operation.path.replace(/\*$/, "config");
  const query = new URLSearchParams();
  for (const field of operation.fields) {
    const [name = ""] = field.path;
    const isNamed = set.has(field.path.join("/"));
    if (field.in === "body" || (field.in === "query" && !field.isRequired && !isNamed)) continue;
    const value = valueFor(field);
    if (value === undefined) return undefined;
    if (field.in === "path") path = path.replace(`{${name}}`, encodeURIComponent(value));
    else query.set(name, value);
  }
  // What is left takes no id: a number, such as that of a version.
  path = path.replaceAll(/\{\w+\}/g, "1");
  const text = query.toString();
  const byFact: Facts = (name, kind) => facts(name, kind) ?? (kind === undefined ? undefined : own(kind));
  const body = operation.body && bodyOf(operation, schemas, byFact);
  for (const [field, value] of more) if (field.in === "body") setAt(body, field.path, value);
  return {
    method: operation.method === "ALL" ? "GET" : operation.method,
    path: text === "" ? path : `${path}?${text}`,
    ...(body === undefined ? {} : { body }),
  };
}

/** What is required, and of a change that requires nothing its first field, for a change of nothing may be refused. */
function bodyOf({ method, body = {} }: Operation, schemas: Schemas, facts: Facts): unknown {
  const { required = [], properties = {} } = resolve(body, schemas);
  const [first] = Object.keys(properties);
  const isOpen = method === "PATCH" && required.length === 0 && first !== undefined;
  return sampleOf(isOpen ? { ...resolve(body, schemas), required: [first] } : body, schemas, facts);
}

function setAt(root: unknown, path: readonly string[], value: unknown): void {
  let at = root as Record<string, unknown>;
  for (const [index, step] of path.entries()) {
    if (index === path.length - 1) at[step] = value;
    else {
      at[step] ??= path[index + 1] === "0" ? [] : {};
      at = at[step] as Record<string, unknown>;
    }
  }
}

/** The kinds of id that a route's path names. */
export function kindsInPath({ fields }: Operation): IdKind[] {
  return fields.flatMap(({ in: place, kind }) => (place === "path" && kind !== "secret" ? [kind] : []));
}
