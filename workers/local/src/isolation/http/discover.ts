import { ID_PREFIXES, type IdKind } from "@netvexa/contract/ids";
import type { Side } from "../world/side.ts";
import type { Call } from "./call.ts";
import { fillRequest, kindsInPath } from "./fill.ts";
import type { Operation } from "./operations.ts";
import type { Schemas } from "./sample.ts";

/**
 * Makes one of each kind that routes take and the world does not have, by the routes themselves: a `POST` on the path
 * in front of the id, else the first of its list. So a new kind of thing is swept without being built here.
 */
export async function discoverIds(
  call: Call,
  operations: readonly Operation[],
  schemas: Schemas,
  side: Side,
): Promise<void> {
  for (const operation of operations) {
    for (const kind of kindsInPath(operation)) side.ids[kind] ??= await makeOne(call, operations, schemas, side, kind);
  }
}

/** The id of a new one; undefined where no route makes or lists them. */
export async function makeOne(
  call: Call,
  operations: readonly Operation[],
  schemas: Schemas,
  side: Side,
  kind: IdKind,
): Promise<string | undefined> {
  const fronts = operations.flatMap(({ path, fields }) =>
    fields
      .filter((field) => field.in === "path" && field.kind === kind)
      .map(({ path: [name = ""] }) => path.slice(0, path.indexOf(`/{${name}}`))),
  );
  for (const method of ["POST", "GET"]) {
    for (const source of operations.filter((one) => one.method === method && fronts.includes(one.path))) {
      const filled = fillRequest(source, schemas, {
        own: (known) => (known === "secret" ? undefined : side.ids[known]),
      });
      if (filled === undefined) continue;
      const { text } = await call({ ...filled, headers: { authorization: `Bearer ${side.owner.token}` } });
      const [id] = new RegExp(`${ID_PREFIXES[kind]}_[0-9a-z]{26}`).exec(text) ?? [];
      if (id !== undefined) return id;
    }
  }
  return undefined;
}
