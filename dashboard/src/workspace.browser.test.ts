import { describe, expect, it } from "vitest";
import { PATHS } from "./test/pages.ts";
import { id } from "./test/sample-ids.ts";
import { useStages } from "./test/use-stages.ts";

const enter = useStages();

describe("a workspace", () => {
  it("is named at the top, and its name is changed", async () => {
    const { page, open } = await enter();
    await open(PATHS.workspace);
    await page.getByRole("button", { name: "Switch the workspace: Alder & Finch Furniture" }).waitFor();
    await page.getByLabel("Name of the workspace").fill("");
    await page.getByRole("button", { name: "Save name" }).click();
    await page.getByText("Enter a name").waitFor();
    await page.getByLabel("Name of the workspace").fill("Alder & Oak");
    await page.getByRole("button", { name: "Save name" }).click();
    await page.getByText("The name is saved.").waitFor();
    await page.getByRole("button", { name: "Switch the workspace: Alder & Oak" }).waitFor();
  });

  it("is left for another one by keyboard, and everything on the screen is of that one", async () => {
    const { page, open, api } = await enter();
    await open(PATHS.members);
    await page.getByRole("button", { name: "Switch the workspace" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("menuitemradio", { name: "Nordlicht Studio" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Switch the workspace: Nordlicht Studio" }).waitFor();
    await page.getByRole("heading", { name: "Agents" }).waitFor();
    expect(api.world.workspaces.find(({ isCurrent }) => isCurrent)?.id).toBe(id("tenant", 2));
  });

  it("is not left with unsaved changes unless that is confirmed", async () => {
    const { page, open } = await enter();
    await open(PATHS.settings);
    await page.getByLabel("Name", { exact: true }).fill("Half a name");
    await page.getByRole("button", { name: "Switch the workspace" }).click();
    await page.getByRole("menuitemradio", { name: "Nordlicht Studio" }).click();
    await page.getByRole("button", { name: "Keep editing" }).click();
    await page.getByRole("button", { name: "Switch the workspace: Alder & Finch" }).waitFor();
    expect(await page.getByLabel("Name", { exact: true }).inputValue()).toBe("Half a name");
  });

  it("shows a person what their role allows, and says in plain words what it does not", async () => {
    const { page, open, api } = await enter();
    api.world.workspaces = api.world.workspaces.slice(0, 1).map((one) => ({ ...one, role: "billing" }));
    await open(PATHS.workspace);
    await page.getByText("Only an owner can delete the workspace.").waitFor();
    for (const name of ["Delete workspace", "Export", "Save name"]) {
      expect([name, await page.getByRole("button", { name }).count()]).toEqual([name, 0]);
    }
    expect(await page.getByRole("button", { name: "Switch the workspace" }).count()).toBe(0);
    api.world.faults.push({ call: /GET \/v1\/agents$/, code: "forbidden", times: 1 });
    await open(PATHS.keys);
    await page.getByText("Only owners and admins can see and make API keys.").waitFor();
    expect(await page.getByRole("button", { name: "New key" }).count()).toBe(0);
    await page.getByRole("link", { name: "Audit log" }).click();
    await page.getByText("Only owners and admins can read the audit log.").waitFor();
    expect(api.world.calls.filter((call) => /api-keys|audit/.test(call))).toEqual([]);
    await page.getByRole("link", { name: "Agents", exact: true }).click();
    await page.getByText("Your role in this workspace does not include this.").waitFor();
    expect(await page.getByRole("button", { name: "Try again" }).count()).toBe(0);
  });
});
