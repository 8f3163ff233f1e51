import { describe, expect, it } from "vitest";
import { makeAccessTokenStore } from "./access-token.ts";

function makeMint(lifeMs: number) {
  const clock = { nowMs: 0, minted: 0 };
  const store = makeAccessTokenStore({
    now: () => clock.nowMs,
    async mint() {
      clock.minted += 1;
      return { token: `t${clock.minted}`, expiresAt: new Date(clock.nowMs + lifeMs).toISOString() };
    },
  });
  return { clock, store };
}

describe("access token store", () => {
  it("keeps a token until a minute before its end, then renews it", async () => {
    const { clock, store } = makeMint(15 * 60_000);
    expect(await store.get()).toBe("t1");
    clock.nowMs = 13 * 60_000;
    expect(await store.get()).toBe("t1");
    clock.nowMs = 14 * 60_000 + 1;
    expect(await store.get()).toBe("t2");
  });

  it("asks once for callers at the same time", async () => {
    const { clock, store } = makeMint(15 * 60_000);
    expect(await Promise.all([store.get(), store.get(), store.get()])).toEqual(["t1", "t1", "t1"]);
    expect(clock.minted).toBe(1);
  });

  it("forgets on clear, also what was on its way", async () => {
    const { clock, store } = makeMint(15 * 60_000);
    const early = store.get();
    store.clear();
    await early;
    expect(await store.get()).toBe("t2");
    expect(clock.minted).toBe(2);
  });

  it("tries again after a failure", async () => {
    let isDown = true;
    const store = makeAccessTokenStore({
      now: () => 0,
      async mint() {
        if (isDown) throw new Error("down");
        return { token: "t", expiresAt: new Date(1e9).toISOString() };
      },
    });
    await expect(store.get()).rejects.toThrow("down");
    isDown = false;
    expect(await store.get()).toBe("t");
  });
});
