import type { WireCitation } from "@netvexa/contract/frames/wire";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { answer, ask, openChat, setStage } from "./test/stage.ts";

const stage = setStage();

const citation: WireCitation = {
  n: 1,
  chunkId: "chk_1",
  documentId: "doc_1",
  title: "Prices",
  url: "https://shop.example/prices",
  quote: "It costs ten euros.",
};

function answers(page: Page): Promise<string[]> {
  return page.locator(".agent .text").allTextContents();
}

describe("a conversation", () => {
  test("is loaded on the first sign of interest, streams, cites and is there after a reload", async () => {
    const { page, complaints, requests } = await stage.arrive();
    await page.locator(".launcher").waitFor();
    expect(requests.filter((url) => url.includes("/widget/"))).toEqual([expect.stringContaining("/config")]);
    await openChat(page);
    stage.server
      .room()
      .script.set("What is the price?", { chunks: ["**Ten** ", "euros [1]", "."], citations: [citation] });
    await page.getByRole("button", { name: "What is the price?" }).click();
    await page.getByRole("button", { name: "Source 1: Prices" }).click();
    expect(await answers(page)).toEqual(["Ten euros 1."]);
    expect(await page.getByRole("link", { name: "Prices" }).getAttribute("href")).toBe("https://shop.example/prices");
    expect(await page.locator("details blockquote").textContent()).toBe("It costs ten euros.");
    expect(await page.getByRole("status").filter({ hasText: "Ten euros ." }).count()).toBe(1);

    await page.reload();
    await openChat(page);
    await page.locator(".agent").waitFor();
    expect(await page.locator(".visitor .text").allTextContents()).toEqual(["What is the price?"]);
    expect(await answers(page)).toEqual(["Ten euros 1."]);
    expect(stage.server.sessions[1]?.token).toBeTruthy();
    expect(complaints).toEqual([]);
  });

  test("O-55 completes an answer whose socket was cut, with identical text", async () => {
    const { page } = await stage.arrive();
    await openChat(page);
    const chunks = ["One ", "two ", "three ", "four."];
    stage.server.room().script.set("Count", { chunks, holdAfter: 2 });
    await ask(page, "Count");
    await answer(page, "One two").waitFor();
    stage.server.room().dropAll();
    await expect.poll(() => stage.server.room().received.filter((frame) => frame.type === "hello").length).toBe(2);
    stage.server.room().resume();
    await page.locator(".agent.done").waitFor();
    expect(await answers(page)).toEqual([chunks.join("")]);
  });

  test("sends a message again under its id until it is acknowledged, and shows it once", async () => {
    const { page } = await stage.arrive();
    await openChat(page);
    stage.server.room().script.set("Are you there?", { chunks: ["Yes."], dropBeforeAck: true });
    await ask(page, "Are you there?");
    await answer(page, "Yes.").waitFor();
    const sent = stage.server.room().received.filter((frame) => frame.type === "message");
    expect(sent.length).toBe(2);
    expect(new Set(sent.map((frame) => frame.id)).size).toBe(1);
    expect(await page.locator(".visitor").count()).toBe(1);
  });

  test("says that it reconnects, keeps what is typed meanwhile and delivers it", async () => {
    const { page } = await stage.arrive();
    await openChat(page);
    await ask(page, "First");
    await answer(page, "You said: First").waitFor();
    stage.server.isUp = false;
    stage.server.room().dropAll();
    await page.getByText("Reconnecting…").waitFor();
    await ask(page, "Second");
    stage.server.isUp = true;
    await page.evaluate(() => window.dispatchEvent(new Event("online")));
    await answer(page, "You said: Second").waitFor();
    expect(await page.getByText("Reconnecting…").count()).toBe(0);
  });

  test("can be stopped, rated, retried and begun anew", async () => {
    const { page } = await stage.arrive();
    await openChat(page);
    const { script, received } = stage.server.room();
    script.set("Long", { chunks: ["Once upon", " a time"], holdAfter: 1 });
    await ask(page, "Long");
    await answer(page, "Once upon").waitFor();
    await page.getByRole("button", { name: "Stop answering" }).click();
    await page.getByText("Stopped.").waitFor();
    await page.getByRole("button", { name: "Not helpful" }).click();
    expect(await page.getByRole("button", { name: "Not helpful", pressed: true }).count()).toBe(1);
    await expect.poll(() => received.at(-1)).toMatchObject({ type: "feedback", rating: "down" });

    script.set("Cut", { chunks: ["Half"], reason: "interrupted" });
    await ask(page, "Cut");
    await page.getByText("This answer was cut off.").waitFor();
    script.set("Cut", { chunks: ["Whole"] });
    await page.getByRole("button", { name: "Try again" }).click();
    await answer(page, "Whole").waitFor();

    await page.getByRole("button", { name: "New conversation" }).click();
    await expect.poll(() => stage.server.sessions.at(-1)?.fresh).toBe(true);
    await ask(page, "Hi");
    await answer(page, "You said: Hi").waitFor();
    expect(await page.locator(".entry.visitor").count()).toBe(1);
  });

  test("shows a refused message with a way to send it again", async () => {
    const { page } = await stage.arrive();
    await openChat(page);
    const problem = { type: "", title: "", status: 429, detail: "", code: "queue_full", retryable: true };
    stage.server.room().script.set("Busy?", { chunks: ["No longer."], problem });
    await ask(page, "Busy?");
    await page.getByText("Too many messages. Please wait a moment.").waitFor();
    await page.getByRole("button", { name: "Try again" }).click();
    await answer(page, "No longer.").waitFor();
    const sent = stage.server.room().received.filter((frame) => frame.type === "message");
    expect(new Set(sent.map((frame) => frame.id)).size).toBe(1);
  });

  test("tells of a person joining and of its end", async () => {
    const { page } = await stage.arrive();
    await openChat(page);
    await ask(page, "Help");
    await answer(page, "You said: Help").waitFor();
    stage.server.room().setMode("human", "Grace");
    await page.getByText("Grace has joined").waitFor();
    stage.server.room().setMode("closed");
    await page.getByText("This conversation has ended.").waitFor();
    expect(await page.getByRole("textbox").count()).toBe(0);
  });

  test("does not send more than the longest message and says by how much it is too long", async () => {
    const { page } = await stage.arrive();
    await openChat(page);
    await ask(page, "x".repeat(4_003));
    await page.getByText("3 characters too many").waitFor();
    expect(await page.getByRole("button", { name: "Send" }).isDisabled()).toBe(true);
    expect(await page.locator(".visitor").count()).toBe(0);
  });
});
