import { describe, expect, it } from "vitest";
import { PATHS } from "./test/pages.ts";
import { id } from "./test/sample-ids.ts";
import { useStages } from "./test/use-stages.ts";

const enter = useStages();

describe("a visitor's data", () => {
  it("is saved as a file from the conversation", async () => {
    const { page, open, api } = await enter();
    await open(PATHS.conversation);
    for (const [item, name] of [
      ["JSON, for programs", "conversations.json"],
      ["CSV, for spreadsheets", "conversations.csv"],
    ] as const) {
      await page.getByRole("button", { name: "Export" }).click();
      const saved = page.waitForEvent("download");
      await page.getByRole("menuitem", { name: item }).click();
      expect((await saved).suggestedFilename()).toBe(name);
    }
    expect(api.world.calls).toContain(`GET /v1/visitors/${id("visitor", 1)}/export`);
  });

  it("is erased once that is confirmed, and not before", async () => {
    const { page, open, api } = await enter();
    await open(PATHS.conversation);
    const erase = page.getByRole("button", { name: "Erase this visitor" });
    await erase.click();
    const dialog = page.getByRole("alertdialog", { name: "Erase this visitor?" });
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    expect(api.world.calls.filter((call) => call.startsWith("DELETE"))).toEqual([]);
    await erase.click();
    await dialog.getByRole("button", { name: "Erase this visitor" }).click();
    await page.getByText("The visitor is erased.").waitFor();
    await page.getByRole("heading", { name: "Conversations" }).waitFor();
    expect(api.world.calls).toContain(`DELETE /v1/visitors/${id("visitor", 1)}`);
  });

  it("stays and says why when erasing fails", async () => {
    const { page, open, api } = await enter();
    api.world.faults.push({ call: /DELETE/, code: "forbidden", times: 1 });
    await open(PATHS.conversation);
    await page.getByRole("button", { name: "Erase this visitor" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Erase this visitor" }).click();
    await page
      .getByText(/Your role in this workspace does not include this/)
      .first()
      .waitFor();
    await page.getByRole("button", { name: "Erase this visitor" }).waitFor();
  });
});

describe("the workspace", () => {
  it("is deleted after its owner has typed the own address, part by part, and the session ends", async () => {
    const { page, open, api } = await enter();
    await open(PATHS.workspace);
    await page.getByRole("button", { name: "Delete workspace" }).click();
    const dialog = page.getByRole("dialog", { name: "Delete this workspace?" });
    const field = dialog.getByLabel("Your e-mail address, to confirm");
    await field.fill("someone@example.com");
    await field.press("Enter");
    await dialog.getByText("This is not the address").waitFor();
    expect(api.world.calls.filter((call) => call.startsWith("DELETE"))).toEqual([]);
    await field.fill("Mara@AlderFinch.example");
    await dialog.getByRole("button", { name: "Delete workspace" }).click();
    await page.getByText("Sign in").first().waitFor();
    expect(api.world.calls.filter((call) => call === "DELETE /v1/workspace")).toHaveLength(2);
    expect(api.world.isSignedIn).toBe(false);
  });

  it("says what is missing when the API refuses", async () => {
    const { page, open, api } = await enter();
    api.world.faults.push({ call: /DELETE/, code: "forbidden", times: 1 });
    await open(PATHS.workspace);
    await page.getByRole("button", { name: "Delete workspace" }).click();
    await page.getByLabel("Your e-mail address, to confirm").fill("mara@alderfinch.example");
    await page.getByRole("dialog").getByRole("button", { name: "Delete workspace" }).click();
    await page.getByRole("dialog").getByRole("alert").waitFor();
  });
});

describe("settings about visitors", () => {
  it("choose countries by name, from the keyboard", async () => {
    const { page, open, api } = await enter();
    await open(PATHS.settings);
    await page.getByRole("radio", { name: "Only from" }).check();
    await page.getByRole("button", { name: "Save draft" }).click();
    await page.getByText("Choose at least one country").waitFor();
    const field = page.getByLabel("Find a country");
    await field.fill("aust");
    await page.getByRole("list", { name: "Countries found" }).getByRole("button", { name: "Add Austria" }).waitFor();
    await field.fill("germ");
    await field.press("Enter");
    await field.fill("CH");
    await field.press("Enter");
    await page.getByRole("button", { name: "Remove Germany" }).waitFor();
    await field.fill("atlantis");
    await page.getByText("No country has this name.").waitFor();
    await field.fill("");
    await page.getByRole("button", { name: "Save draft" }).click();
    await page.getByText("There are saved changes that visitors do not see yet.").waitFor();
    expect(api.world.agents[0]?.draft?.countries).toEqual({ mode: "allow", list: ["CH", "DE"] });
    await page.getByRole("radio", { name: "Everybody" }).check();
    await page.getByRole("button", { name: "Save draft" }).click();
    await expect.poll(() => api.world.agents[0]?.draft?.countries).toEqual({ mode: "block", list: [] });
  });

  it("keep conversations for a preset or for days of one's own", async () => {
    const { page, open, api } = await enter();
    await open(PATHS.settings);
    const keep = page.getByLabel("Keep them for");
    await keep.selectOption("30 days");
    await page.getByRole("button", { name: "Save draft" }).click();
    await expect.poll(() => api.world.agents[0]?.draft?.retentionDays).toBe(30);
    await keep.selectOption("Other…");
    const days = page.getByLabel("Days", { exact: true });
    await days.fill("0");
    await page.getByRole("button", { name: "Save draft" }).click();
    await page.getByText("Enter whole days from 1 to 3650.").waitFor();
    await days.fill("45");
    await page.getByRole("button", { name: "Save draft" }).click();
    await expect.poll(() => api.world.agents[0]?.draft?.retentionDays).toBe(45);
  });
});
