import { expect, it } from "vitest";
import { PATHS } from "./test/pages.ts";
import { id } from "./test/sample-ids.ts";
import { useStages } from "./test/use-stages.ts";

const enter = useStages();

it("a key is made for chosen things, agents and time, and says so in the list", async () => {
  const { page, open, api } = await enter();
  await open(PATHS.keys);
  await page.getByText("The secret before is good until").waitFor();
  await page.getByRole("button", { name: "New key" }).click();
  const dialog = page.getByRole("dialog", { name: "New API key" });
  await dialog.getByLabel("Name").fill("Search box");
  await dialog.getByRole("radio", { name: "Choose" }).check();
  expect(await dialog.getByRole("group", { name: "Agents", exact: true }).count()).toBe(1);
  await dialog.getByRole("radio", { name: "Only some" }).check();
  await dialog.getByRole("button", { name: "Create key" }).click();
  await dialog.getByText("Choose at least one thing").waitFor();
  await dialog.getByText("Choose at least one agent.").waitFor();
  expect(api.world.calls).not.toContain("POST /v1/api-keys");
  await dialog.getByLabel("Search in the knowledge").check();
  await dialog.getByLabel("Alder & Finch").check();
  await dialog.getByLabel("Ends").selectOption("In 90 days");
  await dialog.getByRole("button", { name: "Create key" }).click();
  await page.getByRole("heading", { name: "Copy the key now" }).waitFor();
  await page.keyboard.press("Escape");
  await page.mouse.click(5, 5);
  await page.getByText("nvx_xxxx").waitFor();
  await page.getByRole("button", { name: "Done" }).click();
  expect(api.world.keys[0]).toMatchObject({ scopes: ["search"], agents: [id("agent", 1)] });
  expect(Date.parse(api.world.keys[0]?.expiresAt ?? "")).toBeGreaterThan(Date.now() + 89 * 86_400_000);
  await page.getByText("Search, 1 agent").waitFor();
});
