import { evictDurableObject } from "cloudflare:test";
import { newId } from "@netvexa/contract/ids";
import { LIMITS } from "@netvexa/contract/limits";
import { describe, expect, it } from "vitest";
import { newDoor } from "../testing/door-client.ts";

describe("a session that its visitor had forgotten", () => {
  it("has its own rooms forget what they hold, those too that no database knows, and goes on nowhere", async () => {
    const door = newDoor();
    const first = await door.admit();
    const second = await door.admit({ sessionId: first.sessionId });
    const other = await door.admit();
    expect(await door.stub().forget(first.sessionId)).toEqual({ kind: "first" });
    expect(door.called("forget").sort()).toEqual([first.conversationId, second.conversationId].sort());
    expect((await door.admit({ sessionId: first.sessionId, isNew: false })).admission.kind).toBe("ended");
    expect((await door.admit({ sessionId: other.sessionId, isNew: false })).admission.kind).toBe("admitted");
  });

  it("may be forgotten again, unlike one that was ended", async () => {
    const door = newDoor();
    const [gone, left] = [await door.admit(), await door.admit()];
    await door.stub().forget(gone.sessionId);
    await door.stub().end(left.sessionId);
    await evictDurableObject(door.stub());
    expect(await door.stub().forget(gone.sessionId)).toEqual({ kind: "again" });
    expect(await door.stub().forget(left.sessionId)).toEqual({ kind: "ended" });
    expect(door.called("forget")).not.toContain(left.conversationId);
  });

  it("stays forgotten when it is ended as well, and a lost right does not hide that", async () => {
    const door = newDoor();
    const one = await door.admit();
    door.script.isRoomDown = true;
    await door.stub().forget(one.sessionId);
    await door.stub().end(one.sessionId);
    await door.stub().recheck();
    door.script.isRoomDown = false;
    await door.alarm();
    expect(door.called("forget")).toEqual([one.conversationId]);
    expect(await door.stub().forget(one.sessionId)).toEqual({ kind: "again" });
  });

  it("reaches a room that did not answer, although the door was evicted in between", async () => {
    const door = newDoor();
    const { sessionId, conversationId } = await door.admit();
    door.script.isRoomDown = true;
    expect(await door.stub().forget(sessionId)).toEqual({ kind: "first" });
    expect(door.script.faults).toEqual([1]);
    await evictDurableObject(door.stub());
    door.script.isRoomDown = false;
    await door.alarm();
    expect(door.called("forget")).toEqual([conversationId]);
  });

  it("closes a room to which another isolate still gave a socket", async () => {
    const door = newDoor();
    const one = await door.admit();
    await door.stub().forget(one.sessionId);
    await door.stub().note({ ...one, isOpen: true });
    await door.alarm();
    expect(door.called("forget")).toEqual([one.conversationId, one.conversationId]);
  });

  it("is of no door that is closed", async () => {
    const door = newDoor();
    const { sessionId } = await door.admit();
    await door.stub().close([newId("conversation")]);
    expect(await door.stub().forget(sessionId)).toEqual({ kind: "gone" });
    expect(await door.stub().copy(sessionId)).toEqual({ kind: "gone" });
  });
});

describe("copies of what was said", () => {
  it("are counted for each session, and a window later it may have more", async () => {
    const door = newDoor();
    const [one, other] = [await door.admit(), await door.admit()];
    for (let n = 0; n < LIMITS.ownExportsPerWindow; n += 1)
      expect(await door.stub().copy(one.sessionId)).toEqual({ kind: "allowed" });
    door.script.nowMs += 1_000;
    const retryAfterMs = LIMITS.ownExportsWindowMs - 1_000;
    expect(await door.stub().copy(one.sessionId)).toEqual({ kind: "busy", retryAfterMs });
    expect(await door.stub().copy(other.sessionId)).toEqual({ kind: "allowed" });
    door.script.nowMs += retryAfterMs;
    expect(await door.stub().copy(one.sessionId)).toEqual({ kind: "allowed" });
  });

  it("are not for a session that is over", async () => {
    const door = newDoor();
    const [gone, left] = [await door.admit(), await door.admit()];
    await door.stub().forget(gone.sessionId);
    await door.stub().end(left.sessionId);
    for (const { sessionId } of [gone, left]) expect(await door.stub().copy(sessionId)).toEqual({ kind: "ended" });
  });
});
