import { newId } from "@netvexa/contract/ids";
import { expect, it } from "vitest";
import { createExpiringCache } from "../services/expiring-cache.ts";
import type { Doors } from "../services/ports.ts";
import type { Admission, Entry } from "./admission.ts";
import { rememberSpent } from "./remember-spent.ts";

const HERE = { tenantId: newId("tenant"), agentId: newId("agent") };
const TTL_MS = 5_000;

function open() {
  const script: { nowMs: number; asked: number; admission: Admission } = {
    nowMs: 1_000,
    asked: 0,
    admission: { kind: "spent", retryAfterMs: 50_000 },
  };
  const now = () => script.nowMs;
  const admit = async () => {
    script.asked += 1;
    return script.admission;
  };
  const ends = createExpiringCache<number>({ ttlMs: TTL_MS, maxEntries: 10, now });
  return { script, doors: rememberSpent({ admit } as unknown as Doors, { ends, now }) };
}

function knock(visitorId = newId("visitor"), isNew = true): Entry {
  const [conversationId, sessionId] = [newId("conversation"), newId("session")];
  return { conversationId, sessionId, visitorId, network: "n", isNew, policy: "auto" };
}

it("O-47 who was refused and knocks on is refused without the door, with what is left of the wait", async () => {
  const { script, doors } = open();
  const visitorId = newId("visitor");
  await doors.admit(HERE, knock(visitorId));
  script.nowMs += 2_000;
  for (let n = 0; n < 100; n += 1)
    expect(await doors.admit(HERE, knock(visitorId))).toEqual({ kind: "spent", retryAfterMs: 48_000 });
  expect(script.asked).toBe(1);
});

it("the door is asked again after some seconds, for others, at another door, and by who comes back", async () => {
  const { script, doors } = open();
  const visitorId = newId("visitor");
  await doors.admit(HERE, knock(visitorId));
  script.admission = { kind: "admitted" };
  const admitted = { kind: "admitted" };
  expect(await doors.admit(HERE, knock())).toEqual(admitted);
  expect(await doors.admit({ ...HERE, agentId: newId("agent") }, knock(visitorId))).toEqual(admitted);
  expect(await doors.admit(HERE, knock(visitorId, false))).toEqual(admitted);
  script.nowMs += TTL_MS;
  expect(await doors.admit(HERE, knock(visitorId))).toEqual(admitted);
});

it("O-47 who renews too much is refused without the door, by session", async () => {
  const { script, doors } = open();
  const back = knock(newId("visitor"), false);
  await doors.admit(HERE, back);
  expect(await doors.admit(HERE, back)).toEqual({ kind: "spent", retryAfterMs: 50_000 });
  expect(script.asked).toBe(1);
  await doors.admit(HERE, { ...back, sessionId: newId("session") });
  expect(script.asked).toBe(2);
});
