import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { answer, ask, openChat, setStage } from "./test/stage.ts";

const stage = setStage();

type Call = [command: string, argument?: unknown];

const call = (page: Page, ...args: Call): Promise<void> =>
  page.evaluate((given) => Reflect.get(window, "netvexa")(...given), args);

const stored = (page: Page): Promise<string> => page.evaluate(() => JSON.stringify({ ...localStorage }));

const STUB = "<script>window.netvexa=window.netvexa||function(){(netvexa.q=netvexa.q||[]).push(arguments)};</script>";

describe("a visitor whom the page signs in", () => {
  test("sees nothing of the chat before, and nobody after sees theirs", async () => {
    const { page, complaints } = await stage.arrive();
    await openChat(page);
    await ask(page, "As a stranger");
    await answer(page, "You said: As a stranger").waitFor();
    await call(page, "identify", { token: "user-a" });
    await expect.poll(() => page.locator(".panel").textContent()).not.toContain("As a stranger");
    await expect.poll(() => stage.server.sessions.at(-1)?.identity?.token).toBe("user-a");
    await ask(page, "As user A");
    await answer(page, "You said: As user A").waitFor();
    await call(page, "identify", { token: "user-b" });
    await expect.poll(() => page.locator(".panel").textContent()).not.toContain("As user A");
    await ask(page, "As user B");
    await answer(page, "You said: As user B").waitFor();
    await call(page, "signOut");
    await expect.poll(() => page.locator(".panel").textContent()).not.toContain("As user B");
    await expect.poll(() => stage.server.ended.length).toBe(1);
    await expect.poll(() => stage.server.sessions.at(-1)?.identity).toBeUndefined();
    expect(await page.locator(".panel").textContent()).not.toMatch(/As (a stranger|user)/);
    expect(complaints).toEqual([]);
  });

  test("goes on after a reload when the page signs the same one in, and is a stranger when it does not", async () => {
    const { page } = await stage.arrive({ attributes: 'data-visitor-token="user-a"' });
    await openChat(page);
    await ask(page, "Hello");
    await answer(page, "You said: Hello").waitFor();
    await page.reload();
    await openChat(page);
    await answer(page, "You said: Hello").waitFor();
    stage.server.hostPage();
    await page.reload();
    await openChat(page);
    await expect.poll(() => stage.server.sessions.length).toBe(3);
    expect(stage.server.sessions[2]).toEqual({});
    expect(await page.locator(".panel").textContent()).not.toContain("You said");
  });

  test("leaves nothing in the page's storage when signed out", async () => {
    const { page } = await stage.arrive({ head: STUB });
    await page.locator(".launcher").waitFor();
    await call(page, "identify", { token: "user-a" });
    await openChat(page);
    await expect.poll(() => stored(page)).toContain("cnv_0");
    stage.server.refuseWith = 503;
    await call(page, "signOut");
    expect(await stored(page)).toBe("{}");
  });

  test("is signed in by calls made before the widget was there, with a fresh token each time one is needed", async () => {
    const head = `${STUB}<script>let n = 0; netvexa("identify", { token: async () => "user-" + ++n }); netvexa("open");</script>`;
    const { page, complaints } = await stage.arrive({ head });
    await page.getByRole("dialog").waitFor();
    await expect.poll(() => stage.server.sessions.length).toBe(1);
    expect(stage.server.sessions[0]?.identity).toEqual({ token: "user-1" });
    expect(complaints).toEqual([]);
  });

  test("is waited for where the agent talks to nobody else", async () => {
    stage.server.config = { name: "Ada", visitors: "signed" };
    const { page } = await stage.arrive();
    await page.waitForFunction(() => "open" in Reflect.get(window, "netvexa"));
    await call(page, "open");
    await page.waitForLoadState("networkidle");
    expect([await page.locator(".launcher").count(), stage.server.sessions]).toEqual([0, []]);
    await call(page, "identify", { userId: "7", hash: "00" });
    await openChat(page);
    await ask(page, "Hi");
    await answer(page, "You said: Hi").waitFor();
    expect(stage.server.sessions[0]?.identity).toEqual({ userId: "7", hash: "00" });
    await call(page, "signOut");
    await page.locator(".launcher").waitFor({ state: "detached" });
    await call(page, "identify", { userId: "8", hash: "00" });
    await openChat(page);
    expect(await page.locator(".panel").textContent()).not.toContain("You said");
  });
});

describe("an attack on the agent", () => {
  test("costs the visitor some work, which is fetched only then, and the page stays at hand", async () => {
    stage.server.workBits = 16;
    const { page, requests, complaints } = await stage.arrive();
    await page.evaluate(() => {
      const gaps: number[] = [];
      let last = performance.now();
      const tick = () => {
        gaps.push(performance.now() - last);
        last = performance.now();
        setTimeout(tick);
      };
      tick();
      Reflect.set(window, "gaps", gaps);
    });
    await openChat(page);
    await ask(page, "Hi");
    await answer(page, "You said: Hi").waitFor();
    expect(stage.server.paid).toBe(1);
    expect(requests.filter((url) => url.includes("/work-"))).toHaveLength(1);
    const gaps: number[] = await page.evaluate(() => Reflect.get(window, "gaps"));
    expect(gaps.filter((ms) => ms > 250)).toEqual([]);
    // The browser itself notes the refused request; nothing else may be said.
    expect(complaints.filter((text) => !text.startsWith("Failed to load resource"))).toEqual([]);
  });

  test("of which there is none costs nothing", async () => {
    const { page, requests } = await stage.arrive();
    await openChat(page);
    await ask(page, "Hi");
    await answer(page, "You said: Hi").waitFor();
    expect(requests.filter((url) => url.includes("/work-"))).toEqual([]);
  });
});
