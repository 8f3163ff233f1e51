import type { Id } from "@netvexa/contract/ids";
import { type Database, driverOf } from "../client.ts";
import { isSettled, type MoveRecord } from "./move-record.ts";
import { isOwnName, type Placement, placementOf } from "./place.ts";

interface Wanted {
  readonly tenantId: Id<"tenant">;
  readonly to: Placement["kind"];
  readonly url?: string | undefined;
}

/**
 * Where the tenant is to go. Sealing gives another text each time, so a database on another server that the tenant
 * lives in, or is on its way to, keeps the reference it has.
 */
export async function findTarget(
  db: Database,
  { tenantId, to, url }: Wanted,
  { home, last }: { home: Placement; last: MoveRecord | undefined },
): Promise<Placement> {
  if (to !== "database") return placementOf(to, tenantId);
  const begun = last !== undefined && !isSettled(last) ? last.to : undefined;
  if (url === undefined) {
    const known = [home, begun].find((place) => place?.kind === "database");
    return known ?? placementOf(to, tenantId);
  }
  const { references } = driverOf(db);
  for (const place of [home, begun, last?.from]) {
    if (place?.kind !== "database" || isOwnName(place.ref)) continue;
    if ((await references.open(tenantId, place.ref)) === url) return place;
  }
  return { kind: "database", ref: await references.seal(tenantId, url) };
}
