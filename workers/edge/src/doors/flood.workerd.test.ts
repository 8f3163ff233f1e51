import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { type Id, newId } from "@netvexa/contract/ids";
import { LIMITS } from "@netvexa/contract/limits";
import { describe, expect, it } from "vitest";
import { doorScriptOf } from "../testing/scripted-door.ts";
import type { AgentDoor } from "../testing/worker.ts";
import { doorName } from "./door-name.ts";

const { turnsPerLease, visitorTurnsBurst, visitorTurnsPerMinute, networkTurnsBurst, networkTurnsPerMinute } = LIMITS;
const namespace = () => (env as unknown as { AGENT_DOOR: DurableObjectNamespace<AgentDoor> }).AGENT_DOOR;

function openDoor() {
  const name = doorName({ tenantId: newId("tenant"), agentId: newId("agent") });
  const script = doorScriptOf(name);
  script.turnFactor = 1;
  script.threshold = Number.POSITIVE_INFINITY;
  const stub = () => namespace().getByName(name);
  /** The turns that a visitor gets by a new conversation, and then by asking on in it until the door says no. */
  async function drain(visitorId: Id<"visitor">, network: string): Promise<{ turns: number; retryAfterMs: number }> {
    const conversationId = newId("conversation");
    const entry = {
      conversationId,
      visitorId,
      network,
      sessionId: newId("session"),
      isNew: true,
      policy: "off",
    } as const;
    const admission = await stub().admit(entry);
    if (admission.kind === "spent") return { turns: 0, retryAfterMs: admission.retryAfterMs };
    let turns = turnsPerLease;
    for (;;) {
      const grant = await stub().lease({ conversationId, visitorId });
      if (grant.turns === 0) return { turns, retryAfterMs: grant.retryAfterMs };
      turns += grant.turns;
    }
  }
  return { script, stub, drain };
}

async function add(times: number, turns: () => Promise<{ turns: number }>): Promise<number> {
  let total = 0;
  for (let n = 0; n < times; n += 1) total += (await turns()).turns;
  return total;
}

describe("a flood over many conversations", () => {
  it("O-47 gives one visitor no more turns than one conversation does, from however many networks", async () => {
    const door = openDoor();
    const visitorId = newId("visitor");
    let network = 0;
    expect(await add(20, () => door.drain(visitorId, `network ${network++}`))).toBe(visitorTurnsBurst);
  });

  it("O-47 gives one network no more turns, however many visitors it claims to be", async () => {
    const door = openDoor();
    const visitors = (2 * networkTurnsBurst) / visitorTurnsBurst;
    expect(await add(visitors, () => door.drain(newId("visitor"), "one"))).toBe(networkTurnsBurst);
    expect((await door.drain(newId("visitor"), "another")).turns).toBe(visitorTurnsBurst);
  });

  it("O-47 says when to come back, and keeps its word, an eviction or not", async () => {
    const door = openDoor();
    const visitorId = newId("visitor");
    await door.drain(visitorId, "one");
    await evictDurableObject(door.stub());
    const { turns, retryAfterMs } = await door.drain(visitorId, "one");
    expect([turns, retryAfterMs]).toEqual([0, (turnsPerLease * 60_000) / visitorTurnsPerMinute]);
    door.script.nowMs += retryAfterMs - 1;
    expect((await door.drain(visitorId, "one")).turns).toBe(0);
    door.script.nowMs += 1;
    expect((await door.drain(visitorId, "one")).turns).toBe(turnsPerLease);
  });

  it("O-47 is forgotten once the buckets would be full again", async () => {
    const door = openDoor();
    const visitorId = newId("visitor");
    await door.drain(visitorId, "one");
    door.script.nowMs += (networkTurnsBurst / networkTurnsPerMinute) * 60_000 + 60_000;
    await runDurableObjectAlarm(door.stub());
    const kept = await runInDurableObject(door.stub(), (_door, { storage }) =>
      storage.sql.exec("SELECT count(*) AS rows FROM budget").one(),
    );
    expect(kept).toEqual({ rows: 0 });
  });

  it("costs a visitor nothing who comes back to a conversation", async () => {
    const door = openDoor();
    const visitorId = newId("visitor");
    const back = { conversationId: newId("conversation"), visitorId, network: "one", sessionId: newId("session") };
    for (let n = 0; n < 50; n += 1)
      expect(await door.stub().admit({ ...back, isNew: false, policy: "off" })).toEqual({ kind: "admitted" });
    expect((await door.drain(visitorId, "one")).turns).toBe(visitorTurnsBurst);
  });
});

describe("a flood of renewals", () => {
  const { sessionRenewalsBurst, sessionRenewalsPerMinute, networkRenewalsBurst } = LIMITS;
  const back = (network: string) => ({
    conversationId: newId("conversation"),
    visitorId: newId("visitor"),
    sessionId: newId("session"),
    network,
    isNew: false,
    policy: "off" as const,
  });

  async function renew(door: ReturnType<typeof openDoor>, entry: ReturnType<typeof back>, times: number) {
    const all = await Promise.all(Array.from({ length: times }, () => door.stub().admit(entry)));
    return all.filter(({ kind }) => kind === "admitted").length;
  }

  it("O-47 gives one session no more than its bucket holds, from however many networks, an eviction or not", async () => {
    const door = openDoor();
    const entry = back("one");
    expect(await renew(door, entry, sessionRenewalsBurst)).toBe(sessionRenewalsBurst);
    await evictDurableObject(door.stub());
    const retryAfterMs = 60_000 / sessionRenewalsPerMinute;
    const elsewhere = { ...entry, network: "another" };
    expect(await door.stub().admit(elsewhere)).toEqual({ kind: "spent", retryAfterMs });
    expect((await door.stub().admit(back("one"))).kind).toBe("admitted");
    door.script.nowMs += retryAfterMs;
    expect(await renew(door, elsewhere, 2)).toBe(1);
  });

  it("O-47 gives one network no more than its bucket holds, over however many sessions", async () => {
    const door = openDoor();
    let admitted = 0;
    for (let n = 0; n <= networkRenewalsBurst / sessionRenewalsBurst; n += 1)
      admitted += await renew(door, back("one"), sessionRenewalsBurst);
    expect(admitted).toBe(networkRenewalsBurst);
    expect((await door.stub().admit(back("another"))).kind).toBe("admitted");
  });
});
