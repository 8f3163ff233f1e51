import { prepareDatabase } from "@netvexa/db/placement/migrate-placements";
import { moveTenant } from "@netvexa/db/placement/move-tenant";
import { confirmMove } from "@netvexa/db/placement/settle-move";
import type { System } from "../system.ts";
import type { Side } from "./side.ts";

/** Brings a tenant to its level, with all that it has. */
export async function moveToLevel({ db, migrations }: System, { tenantId, level }: Side): Promise<void> {
  if (level === "shared") return;
  await moveTenant(db, {
    tenantId,
    to: level,
    prepareDatabase: (place) => prepareDatabase(db, { tenantId, place }, migrations),
  });
  await confirmMove(db, tenantId);
}
