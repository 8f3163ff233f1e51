import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { newId } from "@netvexa/contract/ids";
import type { Entry } from "../doors/admission.ts";
import { doorName } from "../doors/door-name.ts";
import { doorScriptOf } from "./scripted-door.ts";
import type { AgentDoor } from "./worker.ts";

const namespace = () => (env as unknown as { AGENT_DOOR: DurableObjectNamespace<AgentDoor> }).AGENT_DOOR;

/** One door under test: its object, its script, and visitors who want in. */
export function newDoor({ tenantId = newId("tenant") } = {}) {
  const name = doorName({ tenantId, agentId: newId("agent") });
  const script = doorScriptOf(name);
  const stub = () => namespace().getByName(name);
  const entry = (more: Partial<Entry> = {}): Entry => ({
    conversationId: newId("conversation"),
    sessionId: newId("session"),
    visitorId: newId("visitor"),
    network: "somewhere",
    isNew: true,
    policy: "auto",
    ...more,
  });
  const admit = async (more: Partial<Entry> = {}) => {
    const asked = entry(more);
    return { ...asked, admission: await stub().admit(asked) };
  };
  const alarm = () => runDurableObjectAlarm(stub());
  const alarmAtMs = () => runInDurableObject(stub(), (_door, { storage }) => storage.getAlarm());
  const called = (call: string) =>
    script.calls.filter((made) => made.call === call).map(({ conversationId }) => conversationId);
  return { name, script, stub, admit, alarm, alarmAtMs, called, tenantId };
}
