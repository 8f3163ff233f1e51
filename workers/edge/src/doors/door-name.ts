import type { Id } from "@netvexa/contract/ids";

/** Whose door it is. */
export interface DoorOf {
  tenantId: Id<"tenant">;
  agentId: Id<"agent">;
}

/** The name of the door's object. Build it from what the directory or a verified credential says only. */
export function doorName({ tenantId, agentId }: DoorOf): string {
  return `${tenantId}:${agentId}`;
}

/** An object has the name that the Worker made for it, so its parts are ids. */
export function doorOfName(name: string | undefined): DoorOf {
  const [tenantId = "", agentId = ""] = (name ?? "").split(":");
  return { tenantId: tenantId as Id<"tenant">, agentId: agentId as Id<"agent"> };
}
