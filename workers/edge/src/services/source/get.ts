import type { Source } from "@netvexa/contract/http/sources";
import type { Id } from "@netvexa/contract/ids";
import type { Context } from "../context.ts";
import { findSource } from "./find.ts";
import { toSource } from "./shape.ts";

export async function getSource(context: Context, sourceId: Id<"source">): Promise<Source> {
  return toSource(await findSource(context, sourceId));
}
