import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { launchBrowser, type Visit, visit } from "@netvexa/widget/test/browser";
import { ask, openChat } from "@netvexa/widget/test/stage";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type PacedModel, startModel } from "./model.ts";
import { type Product, startProduct } from "./product.ts";

const FACT = "Parcels leave our warehouse in Rotterdam every weekday at five in the afternoon.";
const WORDS = ["Parcels ", "leave ", "the warehouse ", "every weekday ", "at five ", "in the ", "afternoon", " [1].\n"];

let model: PacedModel;
let product: Product;
let browser: Browser;
let site: Server;
let port: number;
let agentId: string;

async function teach(): Promise<void> {
  const documents = [
    { externalId: "dispatch", title: "Dispatch", url: "https://shop.example/dispatch", text: `# Dispatch\n\n${FACT}` },
    { externalId: "returns", title: "Returns", text: "# Returns\n\nUnworn shoes may be sent back within thirty days." },
  ];
  const path = `/v1/agents/${agentId}/sources`;
  const { source } = await product.call<{ source: { id: string } }>("POST", path, { kind: "documents", documents });
  const read = () => product.call<{ status: string }>("GET", `/v1/sources/${source.id}`);
  await vi.waitUntil(async () => (await read()).status === "ready", { timeout: 60_000, interval: 250 });
}

beforeAll(async () => {
  site = createServer((_request, response) => {
    response.setHeader("content-type", "text/html");
    response.end(
      `<!doctype html><title>Shop</title><h1>Shop</h1><script src="${product.url}/widget.js" data-agent="${agentId}" async></script>`,
    );
  }).listen(0, "127.0.0.1");
  await once(site, "listening");
  const address = site.address();
  port = typeof address === "object" && address ? address.port : 0;
  model = await startModel();
  product = await startProduct({ AI_CHAT_BASE_URL: model.url, AI_CHAT_MODEL: "paced" });
  const allowedOrigins = [`http://127.0.0.1:${port}`];
  const agent = { name: "Ada", greeting: "Hello.", allowedOrigins };
  ({ id: agentId } = await product.call<{ id: string }>("POST", "/v1/agents", agent));
  await teach();
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await product?.stop();
  await model?.close();
  site.close();
});

async function withVisitor(run: (visitor: Visit) => Promise<void>): Promise<void> {
  const visitor = await visit(browser);
  try {
    await run(visitor);
  } finally {
    await visitor.context.close();
  }
}

/** The text of the last answer, once it is whole. */
async function wholeAnswer(page: Page): Promise<string> {
  const whole = page.locator(".agent.done .text").last();
  await whole.waitFor();
  return (await whole.textContent()) ?? "";
}

/** Cuts the page's socket once, right after so many deltas, and counts the sockets. */
async function cutAfterDeltas(page: Page, deltas: number): Promise<{ sockets: number }> {
  const seen = { sockets: 0, deltas: 0 };
  await page.routeWebSocket(/\/v1\/chat$/, (line) => {
    seen.sockets++;
    const server = line.connectToServer();
    server.onMessage((message) => {
      line.send(message);
      if (String(message).includes('"type":"delta"') && ++seen.deltas === deltas) {
        void server.close();
        void line.close();
      }
    });
  });
  return seen;
}

describe("a visitor on another site", () => {
  test("gets a streamed, cited answer that survives a cut line and a reload", async () => {
    model.words = WORDS;
    let uncut = "";
    await withVisitor(async ({ page, complaints }) => {
      await page.goto(`http://127.0.0.1:${port}/`);
      await openChat(page);
      await ask(page, "When do parcels leave?");
      uncut = await wholeAnswer(page);
      await page.getByRole("button", { name: "Source 1: Dispatch" }).click();
      expect(FACT).toContain(await page.locator("details blockquote").first().textContent());
      expect(complaints).toEqual([]);
    });
    await withVisitor(async ({ page }) => {
      const seen = await cutAfterDeltas(page, 1);
      model.holdAfter = 5;
      await page.goto(`http://127.0.0.1:${port}/`);
      await openChat(page);
      await ask(page, "When do the parcels leave the warehouse?");
      await expect.poll(() => seen.sockets, { timeout: 10_000 }).toBe(2);
      model.release();
      expect(await wholeAnswer(page)).toBe(uncut);
      expect(await page.locator(".visitor").count()).toBe(1);

      await page.reload();
      await openChat(page);
      expect(await wholeAnswer(page)).toBe(uncut);
      expect(await page.locator(".visitor .text").textContent()).toBe("When do the parcels leave the warehouse?");
    });
  });

  test("is answered from the passages themselves while the model is out of order", async () => {
    model.words = undefined;
    await withVisitor(async ({ page }) => {
      await page.goto(`http://127.0.0.1:${port}/`);
      await openChat(page);
      await ask(page, "Can I send back unworn shoes?");
      expect(await wholeAnswer(page)).toContain("thirty days");
      expect(await page.getByRole("button", { name: /^Source \d: Returns/ }).count()).toBeGreaterThan(0);
    });
  });

  test("sees nothing of an agent that the site may not use", async () => {
    await withVisitor(async ({ page, complaints, requests }) => {
      await page.goto(`http://localhost:${port}/`);
      await page.waitForLoadState("networkidle");
      expect(await page.locator(".launcher").count()).toBe(0);
      expect(requests.filter((url) => url.includes("/v1/")).length).toBe(1);
      // The browser itself notes the refused request; nothing else may be said.
      const ownWords = complaints.filter((text) => !/^(Failed to load resource|Access to fetch)/.test(text));
      expect(ownWords).toEqual([]);
    });
  });
});
