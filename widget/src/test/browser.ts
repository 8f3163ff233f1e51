import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: "/usr/bin/chromium",
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

export interface Visit {
  context: BrowserContext;
  page: Page;
  /** Everything the page complained about: exceptions, console errors, policy violations. */
  complaints: string[];
  /** Addresses of all requests. */
  requests: string[];
}

/** A page whose closed shadow roots the test can look into; `isClosed` leaves them as they are. */
export async function visit(
  browser: Browser,
  options: BrowserContextOptions & { isClosed?: boolean; script?: () => unknown } = {},
): Promise<Visit> {
  const { isClosed = false, script, ...contextOptions } = options;
  const context = await browser.newContext(contextOptions);
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("request", (request) => requests.push(request.url()));
  if (!isClosed) {
    await context.addInitScript(() => {
      const attach = Element.prototype.attachShadow;
      Element.prototype.attachShadow = function (init) {
        return attach.call(this, { ...init, mode: "open" });
      };
    });
  }
  if (script) await page.addInitScript(script);
  return { context, page, complaints, requests };
}
