import { describe, expect, it } from "vitest";
import { makeGate } from "./test/gate.ts";
import { answerWhole, dropFiles, PATHS } from "./test/pages.ts";
import { ANSWER } from "./test/sample-data.ts";
import { id } from "./test/sample-ids.ts";
import { useStages } from "./test/use-stages.ts";

const enter = useStages();

describe("knowledge", () => {
  it("takes dropped files, shows how far each is, and what went wrong with which", async () => {
    const stage = await enter();
    const { page, open, api } = stage;
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
    await dropFiles(stage, [
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
    const stage = await enter();
    const { page, open, api } = stage;
    const gate = makeGate();
    answerWhole(stage);
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

  it("leaves an earlier answer as it was when another question is asked", async () => {
    const { page, open, api } = await enter();
    const texts = ["The first answer.", "The second answer."];
    api.world.onAsk = async (send) => {
      const text = texts.shift() ?? "";
      send({ type: "delta", messageId: id("message", 9 - texts.length), offset: 0, text });
    };
    await open(PATHS.playground);
    for (const [question, answer] of [
      ["one", "The first answer."],
      ["two", "The second answer."],
    ] as const) {
      await page.getByLabel("Your question").fill(question);
      await page.keyboard.press("Enter");
      await page.getByText(answer).first().waitFor();
    }
    expect(await page.locator(".turn .rich-text").allTextContents()).toEqual([
      "The first answer.",
      "The second answer.",
    ]);
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
    const stage = await enter();
    const { page, open, api } = stage;
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
    answerWhole(stage);
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
    await page.getByRole("status").and(page.locator(":focus")).getByText("Everything is published.").waitFor();
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
    await field.fill("*.github.io");
    await field.press("Enter");
    await page.getByText("Anyone can have a site under github.io. Enter your own").waitFor();
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
