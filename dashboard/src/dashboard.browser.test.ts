import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { makeGate } from "./test/gate.ts";
import { answerWhole, dropFiles, PATHS } from "./test/pages.ts";
import { ANSWER, id } from "./test/sample-data.ts";
import { buildDashboard, launchBrowser, type Stage, setStage } from "./test/stage.ts";

let browser: Browser;
let built: Awaited<ReturnType<typeof buildDashboard>>;
let stage: Stage | undefined;

beforeAll(async () => {
  [built, browser] = await Promise.all([buildDashboard(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  built?.remove();
});
afterEach(async () => {
  const complaints = stage?.complaints ?? [];
  await stage?.close();
  stage = undefined;
  expect(complaints).toEqual([]);
});

async function enter(options?: Parameters<typeof setStage>[2]): Promise<Stage> {
  stage = await setStage(browser, built.dir, options);
  return stage;
}

describe("session", () => {
  it("asks for the sign-in, refuses a wrong password, and comes back to where one was going", async () => {
    const { page, open, api } = await enter({ isSignedIn: false });
    await open(PATHS.settings);
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("Enter an e-mail address").waitFor();
    await page.getByLabel("E-mail").fill("mara@alderfinch.example");
    await page.getByLabel("Password").fill("wrong");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("alert").getByText("The e-mail or the password is wrong.").waitFor();
    await page.getByLabel("Password").fill(api.world.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Settings" }).waitFor();
    expect(await page.title()).toBe("Settings · Alder & Finch · NETVEXA");
  });

  it("creates an account and starts empty", async () => {
    const { page, open, api } = await enter({ isSignedIn: false });
    api.world.agents = [];
    await open("/sign-up");
    await page.getByLabel("Your name").fill("Ana Ruiz");
    await page.getByLabel("E-mail").fill("ana@example.com");
    await page.getByLabel("Password").fill("correct horse battery");
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByRole("heading", { name: "Create your first agent" }).waitFor();
    await page.getByRole("button", { name: "Account: Ana Ruiz" }).waitFor();
  });

  it("keeps the token in memory only and renews it when it is about to end", async () => {
    const { page, open, api } = await enter();
    api.world.tokenTtlMs = 61_000;
    await open(PATHS.agents);
    await page.getByRole("link", { name: "Alder & Finch" }).waitFor();
    const stored = await page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
    );
    expect(stored).not.toContain("token-");
    const minted = api.world.tokensMinted;
    await page.clock.install();
    await page.clock.fastForward(5_000);
    await page.getByRole("link", { name: "API keys" }).click();
    await page.getByRole("rowheader", { name: "Product import" }).waitFor();
    expect(api.world.tokensMinted).toBeGreaterThan(minted);
  });

  it("goes to the sign-in when the session has ended elsewhere, and after signing out", async () => {
    const { page, open, api } = await enter();
    await open(PATHS.agents);
    await page.getByRole("button", { name: "Account:" }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    api.world.isSignedIn = true;
    await open(PATHS.keys);
    await page.getByRole("rowheader", { name: "Product import" }).waitFor();
    api.world.isSignedIn = false;
    api.world.faults.push({ call: /GET \/v1\/agents$/, code: "unauthenticated", times: 1 });
    await page.getByRole("link", { name: "Agents", exact: true }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
  });
});

describe("states of a page", () => {
  it("shows a skeleton, then a problem with its request id, then the page after a retry", async () => {
    const { page, open, api } = await enter();
    const gate = makeGate();
    api.world.holds.push({ call: /GET \/v1\/agents$/, until: gate.opened });
    api.world.faults.push({ call: /GET \/v1\/agents$/, code: "unavailable", times: 2 });
    await open(PATHS.agents);
    await page.getByText("Loading your agents").waitFor({ state: "attached" });
    gate.open();
    const problem = page.getByRole("alert");
    await problem.getByText("Temporarily unavailable").waitFor();
    expect(await problem.textContent()).toContain(id("request", 7));
    await problem.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("link", { name: "Alder & Finch" }).waitFor();
  });

  it("creates an agent from the empty list and lands on its empty knowledge", async () => {
    const { page, open, api } = await enter();
    api.world.agents = [];
    api.world.sources = [];
    await open(PATHS.agents);
    await page.getByRole("button", { name: "New agent" }).last().click();
    const dialog = page.getByRole("dialog", { name: "New agent" });
    await dialog.getByLabel("Name").fill("Help desk");
    await dialog.getByLabel("Your website").fill("not a site");
    await dialog.getByRole("button", { name: "Create agent" }).click();
    await dialog.getByText("This is not an address").waitFor();
    await dialog.getByLabel("Your website").fill("example.com/contact");
    await dialog.getByRole("button", { name: "Create agent" }).click();
    await page.getByRole("heading", { name: "Nothing to answer from yet" }).waitFor();
    expect(api.world.agents[0]?.allowedOrigins).toEqual(["https://example.com"]);
  });

  it("says so when an agent does not exist", async () => {
    const { page, open } = await enter();
    await open(`/agents/${id("agent", 77)}/knowledge`);
    await page.getByRole("alert").getByText("Not found").waitFor();
  });
});

describe("knowledge", () => {
  it("takes dropped files, shows how far each is, and what went wrong with which", async () => {
    const { page, open, api } = await enter();
    api.world.sources = [];
    const gate = makeGate();
    let refusals = 1;
    api.world.onUpload = async (request) => {
      const isNotes = request.headers["content-type"] === "text/plain";
      let received = 0;
      for await (const chunk of request) {
        received += (chunk as Buffer).length;
        if (!isNotes && received > 100_000) await gate.opened;
      }
      return isNotes && refusals-- > 0 ? 503 : 200;
    };
    await open(PATHS.knowledge);
    await page.getByText("Drop files here").waitFor();
    await dropFiles(stage as Stage, [
      { name: "Catalogue.pdf", type: "application/pdf", bytes: 12_000_000 },
      { name: "notes.txt", type: "", bytes: 12 },
      { name: "photo.heic", type: "image/heic", bytes: 12 },
    ]);
    await page.getByText("This kind of file is not supported").waitFor();
    await page.getByText("The upload was not accepted").waitFor();
    const bar = page.getByRole("progressbar", { name: "Upload of Catalogue.pdf" });
    await expect.poll(async () => Number(await bar.getAttribute("value")), { timeout: 10_000 }).toBeGreaterThan(0);
    expect(Number(await bar.getAttribute("value"))).toBeLessThan(12_000_000);

    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("link", { name: "notes.txt" }).waitFor();
    gate.open();
    await page.getByRole("link", { name: "Catalogue.pdf" }).waitFor();
    expect(api.world.sources.map((source) => source.status)).toEqual(["queued", "queued"]);
    await page.getByRole("button", { name: "Cancel: photo.heic" }).click();
    await page.getByRole("heading", { name: "Uploads" }).waitFor({ state: "detached" });
  });

  it("follows a running source to its end and then stops asking", async () => {
    const { page, open, api } = await enter();
    api.world.sources = api.world.sources.slice(0, 1);
    await open(PATHS.knowledge);
    await page.getByText("84 / 131").waitFor();
    api.world.sources = api.world.sources.map((source) => ({ ...source, status: "ready", chunks: 131, documents: 1 }));
    await page.getByText("131 passages").waitFor();
    await page.clock.install();
    const asked = api.world.calls.length;
    await page.clock.runFor(9_000);
    expect(api.world.calls.length).toBe(asked);
  });

  it("adds a link, a text and pairs", async () => {
    const { page, open, api } = await enter();
    api.world.sources = [];
    await open(PATHS.knowledge);
    const add = page.getByRole("button", { name: "Add knowledge" });
    await add.click();
    await page.getByLabel("Address of a page").fill("example.com");
    await page.getByRole("button", { name: "Add page" }).click();
    await page.getByText("Enter a full address").waitFor();
    await page.getByLabel("Address of a page").fill("https://example.com/help");
    await page.getByRole("button", { name: "Add page" }).click();
    await page.getByRole("link", { name: "https://example.com/help" }).waitFor();

    await add.click();
    await page.getByRole("tab", { name: "Text" }).click();
    await page.getByLabel("Title").fill("Hours");
    await page.getByRole("textbox", { name: "Text" }).fill("Open from nine to five.");
    await page.getByRole("button", { name: "Add text" }).click();
    await page.getByText("The text is being read.").waitFor();

    await add.click();
    await page.getByRole("tab", { name: "Q&A" }).click();
    await page.getByLabel("Question").fill("Do you ship?");
    await page.getByLabel("Answer").fill("Yes.");
    await page.getByRole("button", { name: "Add pairs" }).click();
    await page.getByText("The answers are being read.").waitFor();
    expect(api.world.sources.map((source) => source.kind)).toEqual(["qa", "documents", "url"]);
  });

  it("asks before it deletes, and opens a source down to its passages", async () => {
    const { page, open, api } = await enter();
    await open(PATHS.knowledge);
    await page.getByText("None of the 24 pages holds text").waitFor();
    await page.getByRole("button", { name: "Delete: Scan of the 2019" }).click();
    const dialog = page.getByRole("alertdialog");
    await dialog.getByRole("button", { name: "Cancel" }).click();
    expect(api.world.sources).toHaveLength(6);
    await page.getByRole("button", { name: "Delete: Scan of the 2019" }).click();
    await dialog.getByRole("button", { name: "Delete source" }).click();
    await page.getByText("None of the 24 pages").waitFor({ state: "detached" });
    await page.getByRole("link", { name: "Returns and refunds.docx" }).click();
    await page.getByRole("link", { name: "Returns and refunds", exact: true }).click();
    await page.getByText("Refunds go back to the card").waitFor();
  });
});

describe("playground", () => {
  it("shows an answer as it streams, then how it was made, and leads from a citation to its passage", async () => {
    const { page, open, api } = await enter();
    const gate = makeGate();
    answerWhole(stage as Stage);
    const whole = api.world.onAsk;
    api.world.onAsk = async (send) => {
      send({ type: "delta", messageId: id("message", 9), offset: 0, text: ANSWER.slice(0, 24) });
      await gate.opened;
      await whole(send);
    };
    await open(PATHS.playground);
    await page.getByRole("button", { name: "How long does delivery take?" }).click();
    await page.getByText("Yes, within 60 days").waitFor();
    await page.getByRole("button", { name: "Stop" }).waitFor();
    await page.getByText("0.93").waitFor();
    gate.open();
    await page.getByText("Written by a language model").waitFor();
    await page.getByRole("button", { name: "Citation 2: Returns and refunds" }).click();
    const focused = page.locator(".passage:focus");
    expect(await focused.locator("mark").textContent()).toBe("as long as they are clean and dry when they reach us");
    expect(await focused.textContent()).toContain("Cited [2]");
  });

  it("draws what an answer holds as text, whatever it holds", async () => {
    const { page, open, api } = await enter();
    const text = "<img src=x onerror=\"document.title='owned'\"> [7] <script>alert(1)</script>";
    api.world.onAsk = async (send) => send({ type: "delta", messageId: id("message", 9), offset: 0, text });
    await open(PATHS.playground);
    await page.getByLabel("Your question").fill("hello");
    await page.keyboard.press("Enter");
    await page.getByText("The answer was interrupted").waitFor();
    expect(await page.locator(".rich-text").textContent()).toBe(text);
    expect(await page.locator(".rich-text img, .rich-text script, .rich-text button").count()).toBe(0);
  });

  it("stops an answer where it is, and shows a problem with a way to ask again", async () => {
    const { page, open, api } = await enter();
    const gate = makeGate();
    api.world.onAsk = async (send) => {
      send({ type: "delta", messageId: id("message", 9), offset: 0, text: "Well" });
      await gate.opened;
    };
    await open(PATHS.playground);
    await page.getByLabel("Your question").fill("hello");
    await page.keyboard.press("Enter");
    await page.getByText("Well", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Stop" }).click();
    await page.getByText("Stopped before the end.").waitFor();
    gate.open();
    api.world.faults.push({ call: /POST .*\/messages$/, code: "model_unavailable", times: 1 });
    await page.getByRole("button", { name: "Ask again" }).click();
    await page.getByText("The language model is not answering").waitFor();
    answerWhole(stage as Stage);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("Written by a language model").waitFor();
  });
});

describe("settings", () => {
  it("guards what is not saved, keeps a draft, publishes it", async () => {
    const { page, open, api } = await enter();
    await open(PATHS.settings);
    await page.getByText("Everything is published.").waitFor();
    await page.getByLabel("Greeting").fill("Good day!");
    await page.getByText("You have unsaved changes.").waitFor();
    await page.getByRole("link", { name: "Install" }).click();
    const dialog = page.getByRole("alertdialog", { name: "Leave without saving?" });
    await dialog.getByRole("button", { name: "Keep editing" }).click();
    expect(await page.getByLabel("Greeting").inputValue()).toBe("Good day!");
    await page.getByLabel("Name", { exact: true }).fill(" ");
    await page.getByRole("button", { name: "Save draft" }).click();
    await page.getByText("Give the agent a name.").waitFor();
    expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-invalid"))).toBe("true");
    await page.getByLabel("Name", { exact: true }).fill("Alder");
    await page.getByRole("button", { name: "Save draft" }).click();
    await page.getByText("There are saved changes that visitors do not see yet.").waitFor();
    expect(api.world.agents[0]).toMatchObject({
      name: "Alder & Finch",
      draft: { name: "Alder", greeting: "Good day!" },
    });
    await page.getByRole("button", { name: "Publish" }).click();
    await page.getByText("Everything is published.").waitFor();
    expect(api.world.agents[0]).toMatchObject({ name: "Alder", version: 4 });
    await page.getByRole("link", { name: "Install" }).click();
    await page.getByRole("heading", { name: "Install" }).waitFor();
  });

  it("loses changes only when told to, and restores an earlier version into the form", async () => {
    const { page, open } = await enter();
    await open(PATHS.settings);
    await page.getByRole("button", { name: "Restore Version 1" }).click();
    expect(await page.getByLabel("Greeting").inputValue()).toBe("Hi there!");
    await page.getByRole("link", { name: "Playground" }).click();
    await page.getByRole("button", { name: "Leave and lose them" }).click();
    await page.getByRole("heading", { name: "Try a question" }).waitFor();
  });

  it("takes only sites that the API would take", async () => {
    const { page, open } = await enter();
    await open(PATHS.settings);
    const field = page.getByLabel("Add a site");
    await field.fill("intranet");
    await field.press("Enter");
    await page.getByText("The name is not complete").waitFor();
    await field.fill("HTTPS://Shop.Example.com/cart");
    await field.press("Enter");
    await page.getByRole("button", { name: "Remove https://shop.example.com" }).waitFor();
    await field.fill("shop.example.com");
    await field.press("Enter");
    await page.getByText("This site is already on the list.").waitFor();
  });
});

describe("keys, snippet and conversations", () => {
  it("shows a new key once, copies it, and revokes after a question", async () => {
    const { page, open } = await enter();
    await open(PATHS.keys);
    await page.getByRole("button", { name: "New key" }).click();
    await page.getByLabel("Name").fill("Import");
    await page.getByRole("button", { name: "Create key" }).click();
    await page.getByRole("heading", { name: "Copy the key now" }).waitFor();
    await page.getByRole("button", { name: "Copy the key" }).click();
    await page.getByRole("button", { name: "Copied" }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`nvx_${"x".repeat(40)}`);
    await page.getByRole("button", { name: "Done" }).click();
    expect(await page.content()).not.toContain(`nvx_${"x".repeat(40)}`);
    await page.getByRole("button", { name: "Revoke Import" }).click();
    await page.getByRole("button", { name: "Revoke key" }).click();
    await page.getByText("Import is revoked.").waitFor();
  });

  it("copies the snippet of this agent", async () => {
    const { page, open, api } = await enter();
    await open(PATHS.install);
    await page.getByRole("button", { name: "Copy the line" }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
      `<script src="${api.url}/widget.js" data-agent="${id("agent", 1)}" async></script>`,
    );
  });

  it("finds a conversation and shows what was said, cited and thought of it", async () => {
    const { page, open } = await enter();
    await open(PATHS.conversations);
    await page.getByLabel("Find in these conversations").fill("used tent");
    await page.getByRole("link", { name: "Do you ship to Norway" }).waitFor({ state: "detached" });
    await page.getByRole("link", { name: "Can I return a used tent?" }).click();
    await page.getByText("The visitor found this helpful").waitFor();
    await page.getByRole("button", { name: "Citation 1: Returns and refunds" }).click();
    expect(await page.locator(".citation:focus q").textContent()).toContain("Used tents can be returned");
  });
});

describe("keyboard alone", () => {
  it("signs in, creates an agent, adds a page and changes the theme", async () => {
    const { page, open, api } = await enter({ isSignedIn: false });
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    const focusedName = () =>
      page.evaluate(
        () => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? "",
      );
    const tabTo = async (name: RegExp) => {
      for (let presses = 0; presses < 40; presses += 1) {
        await press("Tab");
        if (name.test(await focusedName())) return;
      }
      throw new Error(`the keyboard does not reach ${name}`);
    };

    await open(PATHS.agents);
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await press("Tab");
    await page.keyboard.type("mara@alderfinch.example");
    await press("Tab");
    await page.keyboard.type(api.world.password);
    await press("Enter");
    await page.getByRole("link", { name: "Alder & Finch" }).waitFor();

    await tabTo(/^New agent$/);
    await press("Enter");
    await page.getByRole("dialog", { name: "New agent" }).waitFor();
    await press("Escape");
    await expect.poll(focusedName).toBe("New agent");
    await press("Enter");
    await page.getByRole("dialog", { name: "New agent" }).waitFor();
    await page.keyboard.type("Typed");
    await press("Enter");
    await page.getByRole("heading", { name: "Knowledge" }).waitFor();

    await tabTo(/^Add knowledge$/);
    await press("Enter");
    await page.getByRole("tab", { name: "Link" }).waitFor();
    await page.keyboard.type("https://example.com/typed");
    await press("Enter");
    await page.getByRole("link", { name: "https://example.com/typed" }).waitFor();

    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.evaluate(() => window.scrollTo(0, 0));
    await tabTo(/Account/);
    await press("Enter", "ArrowDown", "ArrowDown", "Enter");
    await expect.poll(() => page.evaluate(() => document.documentElement.dataset.theme)).toBe("dark");
    await press("Escape");
    await page.reload();
    await page.getByRole("heading", { name: "Knowledge" }).waitFor();
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe("dark");
  });

  it("skips to the content and says where it went", async () => {
    const { page, open } = await enter();
    await open(PATHS.agents);
    await page.getByRole("link", { name: "Alder & Finch" }).waitFor();
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Skip to content");
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("main");
    await page.getByRole("link", { name: "Alder & Finch" }).click();
    await page.locator("[aria-live=polite]", { hasText: "Knowledge · Alder & Finch" }).waitFor({ state: "attached" });
  });
});
