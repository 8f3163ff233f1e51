import type { Id } from "@netvexa/contract/ids";
import type { Context, Services } from "../context.ts";

const ATTEMPTS = 3;

/** Makes a change of an agent, then has the rooms that may hold its visitors' sockets look again who may be there. */
export async function withRecheck<T>(context: Context, agentId: Id<"agent">, change: () => Promise<T>): Promise<T> {
  const { services, tenant, defer } = context;
  const changed = await change();
  services.agents.delete(agentId);
  defer(askDoor(() => services.doors.recheck({ tenantId: tenant.tenantId, agentId })));
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

const DOORS_AT_ONCE = 20;

/** As after a change of all of these agents. */
export async function recheckAll(
  services: Pick<Services, "agents" | "doors">,
  tenantId: Id<"tenant">,
  agentIds: readonly Id<"agent">[],
): Promise<void> {
  for (const agentId of agentIds) services.agents.delete(agentId);
  for (let at = 0; at < agentIds.length; at += DOORS_AT_ONCE) {
    const group = agentIds.slice(at, at + DOORS_AT_ONCE);
    await Promise.all(group.map((agentId) => askDoor(() => services.doors.recheck({ tenantId, agentId }))));
  }
}
