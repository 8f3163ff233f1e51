import { describe, expect, it } from "vitest";
import { PATHS } from "./test/pages.ts";
import { useStages } from "./test/use-stages.ts";
import { violations } from "./test/violations.ts";

const enter = useStages();

describe("signed-in visitors", () => {
  it("get a secret that is shown once, a new one beside it, and none at all again", async () => {
    const { page, open } = await enter();
    await open(PATHS.install);
    await page.getByText("No secret yet").waitFor();
    await page.getByRole("button", { name: "Create secret" }).click();
    await page.getByRole("heading", { name: "Copy the secret now" }).waitFor();
    await page.keyboard.press("Escape");
    await page.mouse.click(5, 5);
    await page.getByRole("button", { name: "Copy the secret" }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`nvs_${"1".repeat(64)}`);
    await page.getByRole("button", { name: "Done" }).click();
    await page.getByText("nvs_11111111…").waitFor();
    expect(await page.content()).not.toContain("1".repeat(64));

    await page.getByRole("button", { name: "Rotate" }).click();
    await page.getByRole("radio", { name: "In a week" }).check();
    await page.getByRole("button", { name: "Make a new secret" }).click();
    await page.getByText(`nvs_${"2".repeat(64)}`).waitFor();
    await page.getByRole("button", { name: "Done" }).click();
    await page.getByText(/, ends/).waitFor();

    for (const prefix of ["nvs_11111111", "nvs_22222222"]) {
      await page.getByRole("button", { name: `Revoke ${prefix}` }).click();
      await page.getByRole("button", { name: "Revoke secret" }).click();
      await page.getByText(`${prefix}… is revoked.`).waitFor();
    }
    await page.getByText("No secret yet").waitFor();
  });

  it("say why the secrets cannot be read, and are read again", async () => {
    const { page, open, api } = await enter();
    api.world.faults.push({ call: /visitor-secrets/, code: "unavailable", times: 2 });
    await open(PATHS.install);
    await page.getByRole("alert").waitFor();
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("No secret yet").waitFor();
  });

  it("are not asked for on behalf of an editor, who is told so", async () => {
    const { page, open, api } = await enter();
    api.world.workspaces = api.world.workspaces.map((one) => ({ ...one, role: "editor" }));
    await open(PATHS.install);
    await page.getByText("Only owners and admins can see and make secrets.").waitFor();
    expect(api.world.calls.filter((call) => call.includes("visitor-secrets"))).toEqual([]);
  });

  it("are asked for or not by a choice that goes into the draft", async () => {
    const { page, open, api } = await enter();
    await open(PATHS.install);
    await page.getByRole("radio", { name: "Signed in" }).check();
    await page.getByText("Saved in the draft").waitFor();
    expect(api.world.agents[0]?.draft?.visitors).toBe("signed");
    await page.getByRole("radio", { name: "Token or user hash" }).check();
    await expect.poll(() => api.world.agents[0]?.draft?.visitorProof).toBe("token_or_hash");
    expect(await page.getByRole("radio", { name: "Signed in" }).isChecked()).toBe(true);
    await page.getByRole("radio", { name: "Python" }).check();
    await page.getByText("import jwt, os, time").waitFor();
  });

  it.each([
    ["light", 1280],
    ["dark", 1280],
    ["light", 360],
    ["dark", 360],
  ] as const)("break no rule of WCAG 2.2 AA in %s at %i px", async (colorScheme, width) => {
    const { page, open, api } = await enter({ colorScheme, width });
    await open(PATHS.install);
    await page.getByRole("button", { name: "Create secret" }).click();
    await page.getByRole("button", { name: "Done" }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Done" }).click();
    await page.getByRole("radio", { name: "Signed in" }).check();
    await page.getByText("Saved in the draft").waitFor();
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
    const folder = process.env.SHOTS;
    if (folder) await page.screenshot({ path: `${folder}/install-${colorScheme}-${width}.png`, fullPage: true });
    expect(api.world.visitorSecrets).toHaveLength(1);
  });
});
