import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { launchBrowser, visit } from "@netvexa/widget/test/browser";
import { ask, openChat } from "@netvexa/widget/test/stage";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Product, startProduct } from "./product.ts";

let product: Product;
let browser: Browser;
let site: Server;
let siteUrl: string;
let token: string;
let tag = "";

beforeAll(async () => {
  site = createServer((request, response) => {
    if (request.url === "/favicon.ico") return response.writeHead(204).end();
    response.setHeader("content-type", "text/html");
    return response.end(`<!doctype html><title>Shop</title><h1>Shop</h1>${tag}`);
  }).listen(0, "127.0.0.1");
  await once(site, "listening");
  const address = site.address();
  siteUrl = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  product = await startProduct({});
  token = await product.ownerToken();
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await product?.stop();
  site.close();
});

async function asOwner<T>(method: string, path: string, body?: object): Promise<T> {
  const response = await fetch(product.url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json() as Promise<T>;
}

const choice = (page: Page, name: string) => page.getByRole("group").getByRole("button", { name, exact: true });

test("a visitor takes a copy of the chat and has it deleted, and the business finds nothing of it", async () => {
  const { id: agentId } = await asOwner<{ id: string }>("POST", "/v1/agents", {
    name: "Ada",
    allowedOrigins: [siteUrl],
  });
  tag = `<script src="${product.url}/widget.js" data-agent="${agentId}" async></script>`;
  const { page, context, complaints } = await visit(browser);
  await page.goto(siteUrl);
  await openChat(page);
  await ask(page, "Do you ship to Atlantis?");
  await page.getByRole("button", { name: "Helpful", exact: true }).waitFor();
  const other = await context.newPage();
  await other.goto(siteUrl);
  await openChat(other);
  await other.locator(".visitor .text", { hasText: "Atlantis" }).waitFor();
  const listed = async () => {
    const { items } = await asOwner<{ items: { agentId: string; visitorId: string; title: string }[] }>(
      "GET",
      "/v1/conversations",
    );
    return items.filter((item) => item.agentId === agentId);
  };
  await expect.poll(async () => (await listed()).map(({ title }) => title)).toEqual(["Do you ship to Atlantis?"]);
  const [{ visitorId = "" } = {}] = await listed();

  await page.bringToFront();
  await page.getByRole("button", { name: "Your data" }).click();
  const downloading = page.waitForEvent("download");
  await choice(page, "Download a copy").click();
  expect(await readFile(await (await downloading).path(), "utf8")).toContain("Do you ship to Atlantis?");
  await choice(page, "Close").click();
  await page.getByRole("button", { name: "Your data" }).click();
  await choice(page, "Delete").click();
  await choice(page, "Delete everything").click();
  await page.getByText("Your conversations have been deleted.").waitFor();
  await other.bringToFront();
  await other.getByText("This conversation has ended.").waitFor();
  for (const tab of [other, page]) {
    // A tab in the background draws when it is shown.
    await tab.bringToFront();
    await expect.poll(() => tab.locator(".panel").textContent()).not.toContain("Atlantis");
  }
  expect(await listed()).toEqual([]);
  const audit = await asOwner<{ items: object[] }>("GET", "/v1/audit?action=visitor.erase");
  expect(audit.items[0]).toMatchObject({ actor: { kind: "visitor", id: visitorId }, target: { id: visitorId } });

  await ask(page, "Hello again");
  await page.getByRole("button", { name: "Helpful", exact: true }).waitFor();
  await page.reload();
  await openChat(page);
  await page.locator(".visitor .text", { hasText: "Hello again" }).waitFor();
  expect(await page.locator(".panel").textContent()).not.toContain("Atlantis");
  await expect.poll(async () => (await listed()).length).toBe(1);
  expect((await listed())[0]?.visitorId).not.toBe(visitorId);
  expect(complaints).toEqual([]);
  await context.close();
});
