import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { type FakeApi, startFakeApi } from "./fake-api.ts";

/** The dashboard as it is shipped; the global set-up of these tests builds it. */
export const DASHBOARD_DIR = join(import.meta.dirname, "..", "..", "..", "dist", "parts", "dashboard");

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
    ],
  });
}

export interface Stage {
  api: FakeApi;
  context: BrowserContext;
  page: Page;
  /** Everything the page complained about: exceptions, console errors, policy violations. */
  complaints: string[];
  open: (path: string) => Promise<void>;
  close: () => Promise<void>;
}

export interface StageOptions {
  isSignedIn?: boolean;
  colorScheme?: "light" | "dark";
  width?: number;
  height?: number;
}

/** A fresh world and a fresh browser profile. Motion is off, so that nothing is measured half-way. */
export async function setStage(browser: Browser, assetsDir: string, options: StageOptions = {}): Promise<Stage> {
  const api = await startFakeApi(assetsDir);
  api.world.isSignedIn = options.isSignedIn ?? true;
  const context = await browser.newContext({
    baseURL: api.url,
    viewport: { width: options.width ?? 1280, height: options.height ?? 900 },
    colorScheme: options.colorScheme ?? "light",
    reducedMotion: "reduce",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    // The browser reports every refused request by itself; the tests script those.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
      complaints.push(message.text());
  });
  return {
    api,
    context,
    page,
    complaints,
    async open(path) {
      await page.goto(`/app${path}`);
    },
    async close() {
      await context.close();
      await api.close();
    },
  };
}
