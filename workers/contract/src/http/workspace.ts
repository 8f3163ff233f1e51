import { z } from "zod";
import { idSchema } from "../ids.ts";
import { PLAN_IDS } from "../plans.ts";
import { MEMBER_ROLES } from "../roles.ts";

/** Stands in mails to people who do not know us yet, so it holds neither an address to click nor a line break. */
const WorkspaceName = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .regex(/^(?!.*:\/\/)[^\p{Cc}]*$/u, "a name without web addresses and line breaks");

export const WorkspacePatch = z.strictObject({ name: WorkspaceName });
export type WorkspacePatch = z.infer<typeof WorkspacePatch>;

export const WorkspaceChanged = z.strictObject({
  id: idSchema("tenant"),
  name: z.string(),
  plan: z.enum(PLAN_IDS),
});
export type WorkspaceChanged = z.infer<typeof WorkspaceChanged>;

/** As the caller sees it: with their own role. `isCurrent`: the one that their token is for. */
export const Workspace = WorkspaceChanged.extend({ role: z.enum(MEMBER_ROLES), isCurrent: z.boolean() });
export type Workspace = z.infer<typeof Workspace>;

/** All of them at once: nobody is a member of many. */
export const Workspaces = z.strictObject({ items: z.array(Workspace) });
export type Workspaces = z.infer<typeof Workspaces>;

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
