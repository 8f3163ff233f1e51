import { prepareDatabase } from "@netvexa/db/placement/migrate-placements";
import { confirmMove, moveTenant } from "@netvexa/db/placement/move-tenant";
import { ownName } from "@netvexa/db/placement/place";
import { urlOf, withSession } from "../../testing/open-session.ts";
import type { System } from "../system.ts";
import type { Side } from "./side.ts";

/** Brings a tenant to its level, with all that it has. */
export async function moveToLevel(system: System, { tenantId, level }: Side): Promise<void> {
  const { db, migrations } = system;
  if (level === "shared") return;
  if (level === "database") await wakeDatabase(system, await ownName(tenantId));
  await moveTenant(db, { tenantId, to: level, prepareDatabase: (name) => prepareDatabase(db, name, migrations) });
  await confirmMove(db, tenantId);
}

/** The first start of a database may take longer on a busy machine than the mover waits for a connection. */
async function wakeDatabase({ settings }: System, name: string): Promise<void> {
  const { DATABASE_URL: url = "" } = settings;
  await withSession(url, (query) => query(`create database "${name}"`));
  await withSession(urlOf(url, name), (query) => query("select 1"));
}
