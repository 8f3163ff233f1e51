import { readFile } from "node:fs/promises";
import type { Locator, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { focused, violations } from "./test/access.ts";
import { answer, ask, openChat, setStage } from "./test/stage.ts";

const stage = setStage();

const opener = (page: Page): Locator => page.getByRole("button", { name: "Your data" });
const choice = (page: Page, name: string): Locator =>
  page.getByRole("group").getByRole("button", { name, exact: true });
const stored = (page: Page): Promise<string> => page.evaluate(() => JSON.stringify({ ...localStorage }));

async function say(page: Page, text: string): Promise<void> {
  await ask(page, text);
  await answer(page, `You said: ${text}`).waitFor();
}

async function arriveAndSay(text: string): ReturnType<typeof stage.arrive> {
  const visit = await stage.arrive();
  await openChat(visit.page);
  await say(visit.page, text);
  return visit;
}

async function askToDelete(page: Page): Promise<void> {
  await opener(page).click();
  await choice(page, "Delete").click();
}

describe("deleting one's conversations", () => {
  test("asks first, then leaves nothing on the page or in its storage, and begins anew", async () => {
    const { page, complaints } = await arriveAndSay("My secret");
    const before = JSON.parse(await stored(page));
    await askToDelete(page);
    expect(stage.server.erased).toEqual([]);
    await choice(page, "Delete everything").click();
    await page.getByText("Your conversations have been deleted.").waitFor();
    expect(stage.server.erased).toHaveLength(1);
    expect(await page.locator(".panel").textContent()).not.toContain("My secret");
    await expect.poll(async () => Object.values(JSON.parse(await stored(page)))).toHaveLength(1);
    expect(Object.values(JSON.parse(await stored(page)))).not.toEqual(Object.values(before));
    expect(stage.server.sessions.at(-1)).toEqual({});
    await say(page, "A new start");
    expect(stage.server.room().log.map(({ text }) => text)).toEqual(["A new start", "You said: A new start"]);
    expect(complaints).toEqual([]);
  });

  test("can be done and left by keyboard alone, and a second Enter deletes nothing", async () => {
    const { page } = await arriveAndSay("Hello");
    await opener(page).focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => focused(page)).toBe("Download a copy");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect(await focused(page)).toBe("Cancel");
    await page.keyboard.press("Enter");
    expect(await focused(page)).toBe("Delete");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Escape");
    expect(await focused(page)).toBe("Delete");
    await page.keyboard.press("Escape");
    expect(await focused(page)).toBe("Your data");
    expect(await page.getByRole("dialog").isVisible()).toBe(true);
    expect(stage.server.erased).toEqual([]);
    await page.keyboard.press("Enter");
    await expect.poll(() => focused(page)).toBe("Download a copy");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Shift+Tab");
    expect(await focused(page)).toBe("Delete everything");
    await page.keyboard.press("Enter");
    await page.getByText("Your conversations have been deleted.").waitFor();
    expect(await focused(page)).toBe("Close");
    await page.keyboard.press("Enter");
    expect(await focused(page)).toBe("Your data");
  });

  test("shows that it is under way, says when it did not work, and goes on with the same token", async () => {
    const { page } = await arriveAndSay("Hello");
    let goOn = (): void => undefined;
    stage.server.beforeErasing = () =>
      new Promise((resolve) => {
        goOn = resolve;
      });
    stage.server.refuseOwnDataWith = 503;
    await askToDelete(page);
    const asked = page.waitForRequest(/sessions\/erase$/);
    await choice(page, "Delete everything").click();
    const first = (await asked).postDataJSON();
    await page.getByText("Deleting…").waitFor();
    expect(await page.getByRole("group").getAttribute("aria-busy")).toBe("true");
    expect(await focused(page)).toBe("Deleting…");
    goOn();
    await page.getByText("Not everything could be deleted.").waitFor();
    expect(await focused(page)).toBe("Try again");
    await answer(page, "You said: Hello").waitFor();
    stage.server.beforeErasing = async () => undefined;
    stage.server.refuseOwnDataWith = 0;
    await page.keyboard.press("Enter");
    await page.getByText("Your conversations have been deleted.").waitFor();
    expect(stage.server.erased).toEqual([first.token]);
  });

  test("is told to every other tab, which shows nothing of it and does not come back by itself", async () => {
    const { page, context } = await arriveAndSay("My secret");
    const other = await context.newPage();
    await other.goto(stage.server.hostPage());
    await openChat(other);
    await answer(other, "You said: My secret").waitFor();
    await askToDelete(page);
    const sessionsBefore = stage.server.sessions.length;
    await choice(page, "Delete everything").click();
    await other.getByText("This conversation has ended.").waitFor();
    expect(await other.locator(".panel").textContent()).not.toContain("My secret");
    expect(await other.getByRole("textbox").isVisible()).toBe(false);
    expect(await other.getByRole("button", { name: "What is the price?" }).isVisible()).toBe(false);
    await page.getByText("Your conversations have been deleted.").waitFor();
    await expect.poll(() => stage.server.sessions.length).toBe(sessionsBefore + 2);
    await other.evaluate(() => window.dispatchEvent(new Event("online")));
    await other.getByRole("button", { name: "New conversation" }).last().click();
    await say(other, "A new start");
    const [erased = ""] = stage.server.erased;
    for (const { token } of stage.server.sessions.slice(sessionsBefore + 1)) {
      expect(token?.split(".")[0]).not.toBe(erased.split(".")[0]);
    }
  });

  test.each([
    ["light", 1280],
    ["dark", 360],
  ] as const)("O-70 passes axe in %s at %i pixels at every step", async (colorScheme, width) => {
    const viewport = { width, height: 720 };
    const { page } = await stage.arrive({}, { colorScheme, viewport, reducedMotion: "reduce" });
    await openChat(page);
    await say(page, "Hello");
    await opener(page).click();
    await choice(page, "Download a copy").waitFor();
    expect(await violations(page)).toEqual([]);
    await choice(page, "Delete").click();
    expect(await violations(page)).toEqual([]);
    const small = await page
      .getByRole("group")
      .evaluate((group) => [...group.querySelectorAll("button")].filter((each) => each.offsetHeight < 24).length);
    expect(small).toBe(0);
    stage.server.refuseOwnDataWith = 503;
    await choice(page, "Delete everything").click();
    await choice(page, "Try again").waitFor();
    expect(await violations(page)).toEqual([]);
    stage.server.refuseOwnDataWith = 0;
    await choice(page, "Try again").click();
    await page.getByText("Your conversations have been deleted.").waitFor();
    expect(await violations(page)).toEqual([]);
  });
});

describe("a copy of one's conversations", () => {
  test("is a text with everything that was said, its sources and what was left", async () => {
    const { page, complaints } = await stage.arrive();
    await openChat(page);
    const citations = [
      { n: 1, chunkId: "c", documentId: "d", title: "Prices", url: "https://shop.example/", quote: "Ten." },
    ];
    stage.server.room().script.set("Price?", { chunks: ["Ten [1]."], citations });
    await ask(page, "Price?");
    await answer(page, "Ten").waitFor();
    await opener(page).click();
    const downloading = page.waitForEvent("download");
    await choice(page, "Download a copy").click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe("Ada.txt");
    const text = await readFile(await download.path(), "utf8");
    for (const part of ["Ada, ", "You (", "Price?", "Ten [1].", "[1] Prices, https://shop.example/: “Ten.”"])
      expect(text).toContain(part);
    expect(text).toContain("Your contact details");
    expect(text).toContain("email: eve@shop.example");
    await page.getByText("Your copy has been downloaded.").waitFor();
    expect(complaints).toEqual([]);
  });

  test("that cannot be had says so, and is tried again", async () => {
    const { page } = await arriveAndSay("Hello");
    stage.server.refuseOwnDataWith = 503;
    await opener(page).click();
    await choice(page, "Download a copy").click();
    await page.getByText("Your copy could not be downloaded.").waitFor();
    stage.server.refuseOwnDataWith = 0;
    const downloading = page.waitForEvent("download");
    await choice(page, "Try again").click();
    expect(await readFile(await (await downloading).path(), "utf8")).toContain("You said: Hello");
  });

  test.each([
    ["de", "Ihre Daten", "Kopie herunterladen"],
    ["es", "Sus datos", "Descargar una copia"],
    ["fr", "Vos données", "Télécharger une copie"],
    ["tr", "Verileriniz", "Bir kopya indir"],
  ])("speaks %s", async (locale, label, first) => {
    stage.server.config.locale = locale;
    const { page } = await stage.arrive();
    await openChat(page);
    await page.getByRole("button", { name: label }).click();
    await choice(page, first).waitFor();
  });

  test("works under a strict content policy", async () => {
    const csp = `default-src 'none'; script-src ${stage.server.url}; connect-src ${stage.server.url} ${stage.server.url.replace("http", "ws")}`;
    const { page, complaints } = await stage.arrive({ csp });
    await openChat(page);
    await say(page, "Hello");
    await opener(page).click();
    const downloading = page.waitForEvent("download");
    await choice(page, "Download a copy").click();
    expect(await readFile(await (await downloading).path(), "utf8")).toContain("You said: Hello");
    await choice(page, "Close").click();
    await askToDelete(page);
    await choice(page, "Delete everything").click();
    await page.getByText("Your conversations have been deleted.").waitFor();
    expect(complaints).toEqual([]);
  });
});
