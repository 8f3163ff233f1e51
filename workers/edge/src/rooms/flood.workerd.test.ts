import { evictDurableObject } from "cloudflare:test";
import { LIMITS } from "@netvexa/contract/limits";
import { describe, expect, it } from "vitest";
import { message, TestRoom } from "../testing/room-client.ts";

const { turnsPerLease, framesPerSecond } = LIMITS;

type Client = Awaited<ReturnType<TestRoom["enter"]>>;

/** One question, answered at once. */
async function ask(room: TestRoom, client: Client): Promise<"answered" | number | undefined> {
  const asked = message("Again?");
  client.send(asked);
  const said = await client.next("ack", "problem");
  if (said.type === "problem") return said.problem.retryAfterMs;
  await room.act((script) => script.run.end("Yes."));
  await client.next("end");
  // As long as a frame costs, so that the socket's own budget is not what is tried here.
  await room.act((script) => script.advance(1_000 / framesPerSecond));
  return "answered";
}

async function askUntilRefused(room: TestRoom, client: Client) {
  for (let answered = 0; answered < 5 * turnsPerLease; answered += 1) {
    const said = await ask(room, client);
    if (said !== "answered") return { answered, retryAfterMs: said };
  }
  throw new Error("nothing was refused");
}

describe("questions of one visitor", () => {
  it("O-47 are answered as far as the door gives, then refused with a time, and cost no model call", async () => {
    const room = new TestRoom();
    await room.act((script) => {
      script.grant = { turns: 0, retryAfterMs: 60_000 };
    });
    const client = await room.enter();
    const { answered, retryAfterMs } = await askUntilRefused(room, client);
    expect(answered).toBe(turnsPerLease);
    expect(retryAfterMs).toBeGreaterThan(50_000);
    await room.act((script) => {
      // Asked once, when few were left, and not for each refusal.
      expect([script.runs.length, script.leases]).toEqual([turnsPerLease, 1]);
      script.advance(60_000);
      script.grant = { turns: 3, retryAfterMs: 0 };
    });
    expect(await ask(room, client)).toBe(LIMITS.leaseWaitMs);
    await room.act((script) => {
      script.grant = { turns: 0, retryAfterMs: 60_000 };
    });
    expect((await askUntilRefused(room, client)).answered).toBe(3);
  });

  it("cost nothing for which the queue has no room", async () => {
    const room = new TestRoom();
    const client = await room.enter();
    const send = async () => {
      client.send(message("And?"));
      const said = await client.next("ack", "problem");
      await room.act((script) => script.advance(1_000 / framesPerSecond));
      return said.type === "problem" ? said.problem.code : said.type;
    };
    for (let n = 0; n < LIMITS.turnQueueMax; n += 1) expect(await send()).toBe("ack");
    for (let n = 0; n < 2 * turnsPerLease; n += 1) expect(await send()).toBe("queue_full");
    await room.act((script) => expect(script.leases).toBe(1));
  });

  it("O-47 are counted on over an eviction", async () => {
    const room = new TestRoom();
    await room.act((script) => {
      script.grant = { turns: 0, retryAfterMs: 60_000 };
    });
    await askUntilRefused(room, await room.enter());
    await evictDurableObject(room.stub);
    const client = await room.enter();
    expect(await ask(room, client)).toBe(LIMITS.leaseWaitMs);
  });

  it("go on without a pause while the door gives, and while it does not answer", async () => {
    const room = new TestRoom();
    const client = await room.enter();
    for (let n = 0; n < 2 * turnsPerLease; n += 1) expect(await ask(room, client)).toBe("answered");
    await room.act((script) => {
      script.isDoorDown = true;
    });
    for (let n = 0; n < 2 * turnsPerLease; n += 1) expect(await ask(room, client)).toBe("answered");
  });
});
