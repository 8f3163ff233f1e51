import { z } from "zod";
import { idSchema } from "../ids.ts";

/** Repeats the tenant's id, so that nobody erases a workspace by a slip. */
export const WorkspaceErasureQuery = z.strictObject({ confirm: idSchema("tenant") });

/** What one call erased. Repeat it until `isComplete`; after that the workspace and its credentials are gone. */
export const WorkspaceErasure = z.strictObject({
  conversations: z.int().nonnegative(),
  files: z.int().nonnegative(),
  erasedAt: z.iso.datetime(),
  isComplete: z.boolean(),
});
export type WorkspaceErasure = z.infer<typeof WorkspaceErasure>;
