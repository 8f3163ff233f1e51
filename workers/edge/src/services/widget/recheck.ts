import type { Id } from "@netvexa/contract/ids";
import type { DoorOf } from "../../doors/door-name.ts";
import { findLiveAgent } from "../agent/live.ts";
import type { Context, Services } from "../context.ts";
import { rulesOf } from "./allow.ts";

const ATTEMPTS = 3;

/** Makes a change of an agent, then has the rooms that may hold its visitors' sockets look again who may be there. */
export async function withRecheck<T>(context: Context, agentId: Id<"agent">, change: () => Promise<T>): Promise<T> {
  const { services, tenant, defer } = context;
  const changed = await change();
  defer(recheckAgent(services, { tenantId: tenant.tenantId, agentId }));
  return changed;
}

/** The door is where it belongs or it is being moved; a second try finds it. */
export async function askDoor(ask: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

type Rechecking = Pick<Services, "db" | "agents" | "doors">;

/** To be called after a change: reads the agent's rules once, for all of its rooms. */
export async function recheckAgent(services: Rechecking, door: DoorOf): Promise<void> {
  services.agents.delete(door.agentId);
  const rules = await findLiveAgent(services, door.agentId).then(rulesOf, () => undefined);
  await askDoor(() => services.doors.recheck(door, rules));
}

const DOORS_AT_ONCE = 20;

/** As after a change of all of these agents. */
export async function recheckAll(
  services: Rechecking,
  tenantId: Id<"tenant">,
  agentIds: readonly Id<"agent">[],
): Promise<void> {
  for (let at = 0; at < agentIds.length; at += DOORS_AT_ONCE) {
    const group = agentIds.slice(at, at + DOORS_AT_ONCE);
    await Promise.all(group.map((agentId) => recheckAgent(services, { tenantId, agentId })));
  }
}
