import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { buildWidget } from "../../build.mjs";
import { launchBrowser, type Visit, visit } from "./browser.ts";
import { type FakeServer, type HostPage, startFakeServer } from "./fake-server.ts";

export interface Stage {
  /** A fresh one for each test. */
  readonly server: FakeServer;
  readonly browser: Browser;
  /** Opens a host page that carries the script tag. */
  arrive(host?: HostPage, options?: Parameters<typeof visit>[1]): Promise<Visit>;
}

/** One build and one browser for a file; a server and a browser context for each test. */
export function setStage(): Stage {
  let assetsDir: string;
  let browser: Browser;
  let server: FakeServer;
  const visits: Visit[] = [];

  beforeAll(async () => {
    assetsDir = await mkdtemp(join(tmpdir(), "netvexa-widget-"));
    await buildWidget(assetsDir);
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await rm(assetsDir, { recursive: true });
  });
  beforeEach(async () => {
    server = await startFakeServer(assetsDir);
    server.config = { name: "Ada", greeting: "Hello.", starters: ["What is the price?"] };
  });
  afterEach(async () => {
    for (const { context } of visits.splice(0)) await context.close();
    await server.close();
  });

  return {
    get server() {
      return server;
    },
    get browser() {
      return browser;
    },
    async arrive(host = {}, options = {}) {
      const visited = await visit(browser, options);
      visits.push(visited);
      await visited.page.goto(server.hostPage(host));
      return visited;
    },
  };
}

/** Opens the panel of a page that has just been loaded; when it resolves, the server knows the conversation. */
export async function openChat(page: Page): Promise<void> {
  const answered = page.waitForResponse((response) => /\/sessions$/.test(response.url()));
  await page.locator(".launcher").click();
  await page.getByRole("dialog").waitFor();
  await answered;
}

export async function ask(page: Page, text: string): Promise<void> {
  await page.locator(".panel textarea").fill(text);
  await page.keyboard.press("Enter");
}

export function answer(page: Page, text: string): Locator {
  return page.locator(".agent .text", { hasText: text });
}
