import { launchBrowser } from "@netvexa/widget/test/browser";
import type { Browser, BrowserContext, Page } from "playwright-core";
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

/** A device with a finger on it, played by the browser's own debugger. */
async function giveDevice(context: BrowserContext, page: Page): Promise<void> {
  const debug = await context.newCDPSession(page);
  await debug.send("WebAuthn.enable");
  await debug.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

test("somebody signs up, adds a passkey, signs out, and is back with a touch", async () => {
  const context = await browser.newContext({ baseURL: product.url });
  const page = await context.newPage();
  await page.addInitScript(() => {
    // The button is pressed here; the browser's own offer would be faster.
    Object.defineProperty(PublicKeyCredential, "isConditionalMediationAvailable", { value: async () => false });
  });
  await giveDevice(context, page);
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
