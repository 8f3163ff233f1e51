import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { focused, violations } from "./test/access.ts";
import { answer, ask, openChat, setStage } from "./test/stage.ts";

const stage = setStage();
async function showEverything(page: Page): Promise<void> {
  const { script } = stage.server.room();
  const citations = [
    { n: 1, chunkId: "c", documentId: "d", title: "Prices", url: "https://shop.example/", quote: "Ten." },
  ];
  script.set("Price", {
    chunks: ["# Prices\n\n- **Ten** [1]\n- `code`\n\n> quote\n\n```\npre\n```\n\nhttps://shop.example/"],
    citations,
  });
  script.set("Cut", { chunks: ["Half"], reason: "interrupted" });
  const problem = { type: "", title: "", status: 400, detail: "", code: "invalid_request", retryable: false };
  script.set("Refused", { chunks: [], problem });
  for (const text of ["Price", "Cut", "Refused"]) await ask(page, text);
  await page.getByText("Not sent.").waitFor();
  await page.getByRole("button", { name: "Source 1" }).click();
  await page.getByRole("button", { name: "Helpful", exact: true }).first().click();
}

describe("for everybody", () => {
  test.each([
    ["light", 1280],
    ["dark", 1280],
    ["light", 320],
    ["dark", 320],
  ] as const)("breaks no rule of WCAG 2.2 AA in %s at %i px", async (colorScheme, width) => {
    const { page } = await stage.arrive({}, { colorScheme, reducedMotion: "reduce", viewport: { width, height: 700 } });
    await page.locator(".launcher").waitFor();
    expect(await violations(page)).toEqual([]);
    await openChat(page);
    expect(await violations(page)).toEqual([]);
    await showEverything(page);
    expect(await violations(page)).toEqual([]);
    expect(await page.locator(".log").evaluate((log) => log.scrollWidth - log.clientWidth)).toBe(0);
  });

  test("O-70 can be used by keyboard alone, and gives the focus back", async () => {
    const { page } = await stage.arrive();
    await page.locator(".launcher").waitFor();
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("Chat: Ada");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    expect(await focused(page)).toBe("Ask a question");
    await page.keyboard.type("One");
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.type("two");
    expect(await page.getByRole("textbox").inputValue()).toBe("One\ntwo");
    await page.keyboard.press("Enter");
    await answer(page, "You said: One").waitFor();
    expect(await focused(page)).toBe("Ask a question");
    const path: string[] = [];
    for (let step = 0; step < 5; step++) {
      await page.keyboard.press("Shift+Tab");
      path.push(await focused(page));
    }
    expect(path).toEqual(["Not helpful", "Helpful", "Ada", "Close chat", "New conversation"]);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    expect(await focused(page)).toBe("Chat: Ada");
    await page.keyboard.press("Tab");
    expect(await focused(page)).not.toBe("Close chat");
  });

  test("O-70 announces finished answers once and never while they grow or come from history", async () => {
    const { page } = await stage.arrive();
    await openChat(page);
    const said = page.locator(".panel > .sr");
    stage.server.room().script.set("Go", { chunks: ["**Half** ", "done [1]."], holdAfter: 1 });
    await ask(page, "Go");
    await answer(page, "Half").waitFor();
    expect(await said.textContent()).toBe("");
    expect(await page.getByRole("log").getAttribute("aria-live")).toBe("off");
    stage.server.room().resume();
    await expect.poll(() => said.textContent()).toBe("Half done .");
    await page.reload();
    await openChat(page);
    await answer(page, "Half done").waitFor();
    expect(await said.textContent()).toBe("");
  });

  test("O-70 has targets of at least 24 pixels", async () => {
    const { page } = await stage.arrive();
    await openChat(page);
    await showEverything(page);
    const small = await page.locator(".panel").evaluate((panel) =>
      [...panel.querySelectorAll("button,a,summary,textarea")]
        .map((element) => ({ name: element.textContent, box: element.getBoundingClientRect() }))
        .filter(({ box }) => box.height > 0 && box.height < 24)
        .map(({ name }) => name),
    );
    // A link within a sentence may be as high as its line.
    expect(small).toEqual(["https://shop.example/"]);
  });

  test.each([
    ["de-AT", "Stellen Sie eine Frage"],
    ["es", "Haga una pregunta"],
    ["fr", "Posez une question"],
    ["tr", "Bir soru sorun"],
    ["pt", "Ask a question"],
  ])("speaks %s", async (locale, placeholder) => {
    stage.server.config.locale = locale;
    const { page } = await stage.arrive();
    await openChat(page);
    expect(await page.getByRole("textbox").getAttribute("placeholder")).toBe(placeholder);
  });

  test("stands on the other side of a page written from right to left", async () => {
    const { page } = await stage.arrive({ dir: "rtl", lang: "ar" });
    await openChat(page);
    const boxes = await Promise.all([".launcher", ".panel"].map((part) => page.locator(part).boundingBox()));
    expect(boxes.map((box) => box?.x)).toEqual([20, 20]);
  });

  test("keeps text readable with any accent", async () => {
    const accents = [
      "#000000",
      "#ffffff",
      "#ffff00",
      "#00ff00",
      "#ff0000",
      "#0000ff",
      "#ff00ff",
      "#00ffff",
      "#777777",
      "#f59e0b",
      "#a3e635",
      "#7c3aed",
    ];
    for (const colorScheme of ["light", "dark"] as const) {
      const { page } = await stage.arrive({}, { colorScheme, reducedMotion: "reduce" });
      await openChat(page);
      await showEverything(page);
      for (const accent of accents) {
        await page.locator(".panel").evaluate((panel, color) => panel.style.setProperty("--accent", color), accent);
        const found = (await violations(page)).filter((text) => text.startsWith("color-contrast"));
        expect({ accent, colorScheme, found }).toEqual({ accent, colorScheme, found: [] });
      }
    }
  });

  test("takes side, scheme and accent from the configuration and nothing else", async () => {
    stage.server.config.theme = { accent: "#7c3aed;background:red", position: "left", colorScheme: "dark" };
    const { page } = await stage.arrive({}, { colorScheme: "light" });
    await openChat(page);
    expect(await page.locator(".panel").boundingBox()).toMatchObject({ x: 20 });
    const style = await page.locator(".launcher").evaluate((node) => getComputedStyle(node).backgroundColor);
    expect(style).toBe("rgb(76, 201, 176)");
  });
});
