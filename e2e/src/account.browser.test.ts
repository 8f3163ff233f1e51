import { giveDevice, leaveOutOffers } from "@netvexa/dashboard/test/device";
import { violations } from "@netvexa/dashboard/test/violations";
import { launchBrowser } from "@netvexa/widget/test/browser";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Product, startProduct } from "./product.ts";

const EMAIL = "ana@example.com";
const PASSWORD = "correct horse battery";

let product: Product;
let browser: Browser;

beforeAll(async () => {
  product = await startProduct({});
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

test("somebody signs up, adds a passkey, signs out, and is back with a touch", async () => {
  const context = await browser.newContext({ baseURL: product.url });
  const page = await context.newPage();
  await leaveOutOffers(page);
  await giveDevice({ context, page });
  await page.goto("/app/sign-up");
  await page.getByLabel("Your name").fill("Ana Ruiz");
  await page.getByLabel("E-mail").fill(EMAIL);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByText("Create your first agent").first().waitFor();

  await page.goto("/app/account");
  await page.getByText("This session").waitFor();
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Laptop");
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByRole("button", { name: "Remove Laptop" }).waitFor();

  await page.getByRole("button", { name: "Sign out everywhere", exact: true }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Sign out everywhere" }).click();
  await page.getByText("Welcome back.").waitFor();
  await page.getByRole("button", { name: "Use a passkey instead" }).click();
  await page.getByText("Ana Ruiz").first().waitFor();

  await page.goto("/app/members");
  expect(await page.getByLabel("Role of Ana Ruiz").inputValue()).toBe("owner");
  await context.close();
});

/** The link of the last mail to this address whose subject says so. */
async function mailedLink(to: string, subject: RegExp): Promise<string> {
  const { mails } = await (await fetch(`${product.url}/dev/mail.json`)).json();
  const mail = mails.find((one: { to: string; subject: string }) => one.to === to && subject.test(one.subject));
  return /https?:\/\/\S+/.exec(mail?.text ?? "")?.[0] ?? "";
}

test("somebody is invited, signs up for it, joins, and changes between both workspaces", async () => {
  const email = "bo@example.com";
  const headers = { authorization: `Bearer ${await product.ownerToken()}`, "content-type": "application/json" };
  const send = (method: string, path: string, body: unknown) =>
    fetch(product.url + path, { method, headers, body: JSON.stringify(body) });
  expect((await send("PATCH", "/v1/workspace", { name: "Alder & Finch" })).status).toBe(200);
  expect((await send("POST", "/v1/invitations", { email, role: "editor" })).status).toBe(201);

  const context = await browser.newContext({ baseURL: product.url });
  const page = await context.newPage();
  await page.goto(await mailedLink(email, /invited/));
  await page.getByRole("link", { name: "Create an account" }).click();
  await page.getByLabel("Your name").fill("Bo Stone");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByText("invites you to join the workspace Alder & Finch as editor.").waitFor();
  await page.getByRole("button", { name: "Join the workspace" }).click();
  await page.getByRole("link", { name: "NETVEXA guide" }).waitFor();
  await page.getByRole("button", { name: "Switch the workspace: Alder & Finch" }).click();
  await page.getByRole("menuitemradio", { name: "Bo Stone's workspace" }).click();
  await page.getByText("Create your first agent").first().waitFor();

  await page.goto(await mailedLink(email, /Confirm/));
  await page.getByRole("heading", { name: "Address confirmed" }).waitFor();
  await context.close();
});

test.each(["light", "dark"] as const)(
  "mailbox and isolation report break no rule of WCAG in %s",
  async (colorScheme) => {
    const context = await browser.newContext({
      baseURL: product.url,
      colorScheme,
      viewport: { width: 360, height: 800 },
    });
    const page = await context.newPage();
    for (const path of ["/dev/mail", "/security/isolation/"]) {
      await page.goto(path);
      expect([path, await violations(page)]).toEqual([path, []]);
    }
    await page.goto("/dev/mail");
    await page.getByRole("link", { name: "Confirm your e-mail address" }).first().click();
    await page.getByRole("link", { name: "/auth/verify-email" }).waitFor();
    expect(await violations(page)).toEqual([]);
    await context.close();
  },
);

test.each([
  "/",
  "/plans/",
  "/security/isolation/",
  "/nothing",
  "/app/",
  "/app/agents",
  "/docs/",
  "/widget.js",
  "/healthz",
  "/v1/agents",
  "/auth/get-session",
  "/dev/mail",
])("S6-11 %s is for TLS alone, runs nothing of others, and is framed by nobody", async (path) => {
  const { headers } = await fetch(product.url + path);
  expect(headers.get("strict-transport-security")).toMatch(/^max-age=\d{8,}; includeSubDomains$/);
  const policy = headers.get("content-security-policy") ?? "";
  expect(policy).toMatch(/default-src '(?:self|none)'/);
  expect(policy).not.toMatch(/script-src[^;]*'unsafe-/);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(headers.get("x-frame-options")).toBe("DENY");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("referrer-policy")).toMatch(/^no-referrer$|^strict-origin-when-cross-origin$/);
});
