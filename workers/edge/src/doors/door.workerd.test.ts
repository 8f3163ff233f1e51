import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { type Id, newId } from "@netvexa/contract/ids";
import { LIMITS } from "@netvexa/contract/limits";
import { describe, expect, it } from "vitest";
import { newDoor } from "../testing/door-client.ts";
import { solveWork } from "../testing/solve-work.ts";
import type { Admission, Solution } from "./admission.ts";

const TOKEN_MS = LIMITS.visitorTokenTtlSeconds * 1000;
async function underAttack(more: Parameters<typeof newDoor>[0] = {}) {
  const door = newDoor(more);
  for (let n = 0; n < door.script.threshold; n += 1) {
    expect((await door.admit()).admission.kind).toBe("admitted");
  }
  return door;
}

function wanted(admission: Admission) {
  if (admission.kind !== "work") throw new Error(`no work is wanted: ${admission.kind}`);
  return admission;
}

async function earn(door: ReturnType<typeof newDoor>): Promise<Solution> {
  return solveWork(wanted((await door.admit()).admission));
}

describe("new sessions under attack", () => {
  it("cost work from the first past the threshold, whoever asks and from wherever", async () => {
    const door = await underAttack();
    expect(wanted((await door.admit()).admission).bits).toBe(LIMITS.workBitsMin);
    const work = await earn(door);
    expect((await door.admit({ work })).admission.kind).toBe("admitted");
  });

  it("take each solution once, even at the same moment", async () => {
    const door = await underAttack();
    const work = await earn(door);
    const all = await Promise.all([1, 2, 3, 4].map(() => door.admit({ work })));
    expect(all.map(({ admission }) => admission.kind).sort()).toEqual(["admitted", "work", "work", "work"]);
    await evictDurableObject(door.stub());
    expect((await door.admit({ work })).admission.kind).toBe("work");
  });

  it("take no solution of another door, none that has ended, none that is forged or worth too little", async () => {
    const door = await underAttack();
    const foreign = await earn(await underAttack({ tenantId: door.tenantId }));
    const good = await earn(door);
    const [bits = "", endsAtMs = "", id = "", mark = ""] = good.challenge.split(".");
    const bad: Solution[] = [
      foreign,
      { ...good, nonce: `${good.nonce}x` },
      { ...good, challenge: ["1", endsAtMs, id, mark].join(".") },
      { ...good, challenge: [bits, `${Number(endsAtMs) + 1}`, id, mark].join(".") },
      { ...good, challenge: [bits, endsAtMs, id, `${mark.startsWith("A") ? "B" : "A"}${mark.slice(1)}`].join(".") },
      { challenge: "", nonce: "" },
      { challenge: "0.99999999999999.aaaaaaaaaaaaaaaa.", nonce: "1" },
    ];
    for (const work of bad) expect((await door.admit({ work })).admission.kind).toBe("work");
    door.script.nowMs += LIMITS.workTtlSeconds * 1000;
    for (let n = 0; n <= door.script.threshold; n += 1) await door.admit();
    expect((await door.admit({ work: good })).admission.kind).toBe("work");
  });

  it("leave visitors alone who are already in a conversation, and the other agents of the tenant", async () => {
    const door = await underAttack();
    expect((await door.admit({ isNew: false })).admission.kind).toBe("admitted");
    expect((await newDoor({ tenantId: door.tenantId }).admit()).admission.kind).toBe("admitted");
  });

  it("are free again after quiet", async () => {
    const door = await underAttack();
    await door.admit();
    door.script.nowMs += LIMITS.attackOverAfterMs;
    expect((await door.admit()).admission.kind).toBe("admitted");
  });

  it("stay dear although the door was evicted", async () => {
    const door = await underAttack();
    await door.admit();
    await evictDurableObject(door.stub());
    expect((await door.admit()).admission.kind).toBe("work");
    expect(door.script.composed).toBe(2);
  });

  it("cost work always or never where the agent's settings say so", async () => {
    const door = newDoor();
    expect((await door.admit({ policy: "always" })).admission.kind).toBe("work");
    const flooded = await underAttack();
    expect((await flooded.admit({ policy: "off" })).admission.kind).toBe("admitted");
  });
});

describe("the rooms that a door knows", () => {
  it("O-38 are those that a token may open or that have sockets, and exactly these look again", async () => {
    const door = newDoor();
    const [minted, open, left] = [await door.admit(), await door.admit(), await door.admit()];
    await door.stub().note({ ...open, isOpen: true });
    await door.stub().note({ ...left, isOpen: true });
    await door.stub().note({ ...left, isOpen: false });
    door.script.sockets.set(open.conversationId, 1);
    await door.stub().recheck();
    expect(door.called("recheck").sort()).toEqual([minted, open, left].map((one) => one.conversationId).sort());
    door.script.calls.length = 0;
    door.script.nowMs += TOKEN_MS;
    await door.alarm();
    await door.stub().recheck();
    expect(door.called("recheck")).toEqual([open.conversationId]);
  });

  it("are handed the rules that were read once for all of them, and later look for themselves", async () => {
    const door = newDoor();
    const one = await door.admit();
    const settings = { allowedOrigins: [], countries: undefined, visitors: undefined };
    const rules = { tenantId: door.tenantId, isFrozen: false, visitorSecrets: [], settings };
    await door.stub().recheck(rules);
    door.script.nowMs += 5_000;
    await door.stub().note({ ...one, isOpen: true });
    await door.alarm();
    expect(door.script.calls.map((call) => call.rules)).toEqual([rules, undefined]);
  });

  it("outlive an eviction, and a room that does not answer is asked again", async () => {
    const door = newDoor();
    const { conversationId } = await door.admit();
    await evictDurableObject(door.stub());
    door.script.isRoomDown = true;
    await door.stub().recheck();
    expect(door.script.faults).toEqual([1]);
    door.script.isRoomDown = false;
    await evictDurableObject(door.stub());
    await door.alarm();
    expect(door.called("recheck")).toEqual([conversationId]);
  });

  it("are forgotten when they say that nobody is there and no token is good", async () => {
    const door = newDoor();
    const one = await door.admit();
    await door.stub().note({ ...one, isOpen: true });
    door.script.nowMs += 24 * 60 * 60_000;
    await door.alarm();
    expect(door.called("recheck")).toEqual([one.conversationId]);
    door.script.nowMs += TOKEN_MS;
    await door.alarm();
    await door.stub().recheck();
    expect(door.called("recheck")).toHaveLength(1);
  });

  it("O-38 that get a socket just after a look are looked at too, for another isolate may have let it in", async () => {
    const door = newDoor();
    const one = await door.admit();
    await door.stub().recheck();
    await door.stub().note({ ...one, isOpen: true });
    await door.alarm();
    expect(door.called("recheck")).toEqual([one.conversationId, one.conversationId]);
  });
});

describe("a secret that ends later", () => {
  const settings = { allowedOrigins: [], countries: undefined, visitors: undefined };
  const rulesUntil = (tenantId: Id<"tenant">, ...ends: (number | undefined)[]) => ({
    tenantId,
    isFrozen: false,
    visitorSecrets: ends.map((endsAtMs) => ({ id: newId("visitorSecret"), sealed: "", endsAtMs })),
    settings,
  });

  async function opened() {
    const door = newDoor();
    const one = await door.admit();
    door.script.sockets.set(one.conversationId, 1);
    await door.stub().note({ ...one, isOpen: true });
    return { door, one };
  }

  it("O-38 has the rooms look again when it ends, an eviction or not, though no socket says a word", async () => {
    const { door, one } = await opened();
    const [soonMs, lateMs] = [door.script.nowMs + 60 * 60_000, door.script.nowMs + 2 * 60 * 60_000];
    await door.stub().recheck(rulesUntil(door.tenantId, undefined, soonMs, lateMs));
    door.script.calls.length = 0;
    for (const endMs of [soonMs, lateMs]) {
      await evictDurableObject(door.stub());
      expect(await door.alarmAtMs()).toBeLessThanOrEqual(endMs);
      door.script.nowMs = endMs - 1;
      await door.alarm();
      expect(door.called("recheck")).toEqual([]);
      expect(await door.alarmAtMs()).toBe(endMs);
      await evictDurableObject(door.stub());
      door.script.nowMs = endMs;
      await door.alarm();
      expect(door.script.calls.splice(0)).toEqual([{ call: "recheck", conversationId: one.conversationId }]);
    }
  });

  it("is nothing to a door that is closed", async () => {
    const { door } = await opened();
    await door.stub().recheck(rulesUntil(door.tenantId, door.script.nowMs + 60 * 60_000));
    await door.stub().close([]);
    door.script.nowMs += 2 * 60 * 60_000;
    await door.alarm();
    expect(await door.alarmAtMs()).toBeNull();
  });
});

describe("a session that is ended", () => {
  it("reaches its own rooms only, and goes on nowhere", async () => {
    const door = newDoor();
    const first = await door.admit();
    const second = await door.admit({ sessionId: first.sessionId });
    const other = await door.admit();
    await door.stub().end(first.sessionId);
    expect(door.called("end").sort()).toEqual([first.conversationId, second.conversationId].sort());
    expect((await door.admit({ sessionId: first.sessionId, isNew: false })).admission.kind).toBe("ended");
    expect((await door.admit({ sessionId: other.sessionId, isNew: false })).admission.kind).toBe("admitted");
    await evictDurableObject(door.stub());
    expect((await door.admit({ sessionId: first.sessionId })).admission.kind).toBe("ended");
  });
});

describe("a door that is closed", () => {
  it("lets nobody in and has every room forget, twice where a token was good, and then holds nothing itself", async () => {
    const door = newDoor();
    const known = await door.admit();
    const told = [newId("conversation"), newId("conversation")];
    await door.stub().close(told);
    expect(door.called("erase").sort()).toEqual([known.conversationId, ...told].sort());
    expect((await door.admit()).admission.kind).toBe("gone");
    await evictDurableObject(door.stub());
    expect((await door.admit()).admission.kind).toBe("gone");
    door.script.calls.length = 0;
    door.script.nowMs += TOKEN_MS;
    await door.alarm();
    expect(door.called("erase")).toEqual([known.conversationId]);
    await runInDurableObject(door.stub(), (_door, { storage }) => {
      const tables = storage.sql.exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'");
      expect(tables.toArray()).toEqual([]);
    });
  });

  it("erases many rooms over several alarms", async () => {
    const door = newDoor();
    const rooms = Array.from({ length: 1_000 }, () => newId("conversation"));
    await door.stub().close(rooms);
    for (let n = 0; n < 3; n += 1) await door.alarm();
    expect(new Set(door.called("erase"))).toEqual(new Set(rooms));
  });
});
