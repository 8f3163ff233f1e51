import { describe, expect, it } from "vitest";
import { PATHS } from "./test/pages.ts";
import { useStages } from "./test/use-stages.ts";
import { violations } from "./test/violations.ts";

const enter = useStages();

describe("members", () => {
  it("get another role, and keep the one they had if it is refused", async () => {
    const { page, open, api } = await enter();
    await open(PATHS.members);
    const role = page.getByLabel("Role of Ines Duarte");
    await role.selectOption("viewer");
    await page.getByText("The new role counts").waitFor();
    expect(api.world.members[1]?.role).toBe("viewer");
    api.world.faults.push({ call: /PATCH/, code: "conflict", times: 1 });
    await role.selectOption("billing");
    await expect.poll(() => role.inputValue()).toBe("viewer");
  });

  it("become owners, or give up what they are themselves, only after a question", async () => {
    const { page, open, api } = await enter();
    await open(PATHS.members);
    const dialog = page.getByRole("alertdialog", { name: "Change this role?" });
    await page.getByLabel("Role of Ines Duarte").selectOption("owner");
    await dialog.getByText("also remove you").waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect([await page.getByLabel("Role of Ines Duarte").inputValue(), api.world.members[1]?.role]).toEqual([
      "admin",
      "admin",
    ]);
    await page.getByLabel("Role of Mara Lindqvist").selectOption("viewer");
    await dialog.getByText("cannot give it back to yourself").waitFor();
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Change the role" }).click();
    await dialog.waitFor({ state: "detached" });
    expect(api.world.members[2]?.role).toBe("viewer");
  });

  it("are suspended after a question, and restored without one", async () => {
    const { page, open, api } = await enter();
    await open(PATHS.members);
    await page.getByRole("button", { name: "Suspend Ines Duarte" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Suspend" }).click();
    await page.getByText("Ines Duarte is suspended.").waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Restore Tomasz" }).click();
    await page.getByText("is a member again.").waitFor();
    expect(api.world.members.map((one) => one.suspendedAt !== undefined)).toEqual([false, true, false]);
  });

  it("are removed after a question, by keyboard too", async () => {
    const { page, open, api } = await enter();
    await open(PATHS.members);
    await page.getByRole("button", { name: "Remove Ines Duarte" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("alertdialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("alertdialog").waitFor({ state: "detached" });
    expect(api.world.members).toHaveLength(3);
    // The focus comes back a moment after the question has gone.
    await page.getByRole("button", { name: "Remove Ines Duarte" }).and(page.locator(":focus")).waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
    await page.getByText("Ines Duarte is no member any more.").waitFor();
    expect(api.world.members).toHaveLength(2);
  });

  it("become the owner once their address is typed", async () => {
    const { page, open, api } = await enter();
    await open(PATHS.members);
    await page.getByRole("button", { name: "Make the owner Ines Duarte" }).click();
    await page.getByLabel("Type their e-mail").fill("mara@alderfinch.example");
    await page.getByRole("button", { name: "Hand over" }).click();
    await page.getByText("This is not their e-mail.").waitFor();
    await page.getByLabel("Type their e-mail").fill("Ines@alderfinch.example");
    await page.getByRole("button", { name: "Hand over" }).click();
    await page.getByText("Ines Duarte is the owner now.").waitFor();
    expect(api.world.members.map(({ role }) => role)).toEqual(["editor", "owner", "admin"]);
    // The former owner is an admin, and owners are the business of owners.
    await page.getByLabel("Role of Ines Duarte").waitFor({ state: "detached" });
    await page.getByLabel("Role of Mara Lindqvist").waitFor();
  });

  it("see who is there and change nothing while they are not owner or admin", async () => {
    const { page, open, api } = await enter();
    api.world.members = api.world.members.map((one) => ({ ...one, role: "viewer" }));
    await open(PATHS.members);
    await page.getByText("Only owners and admins").waitFor();
    expect(await page.getByRole("combobox").count()).toBe(0);
    expect(await page.getByRole("button", { name: /Invite|Remove|Suspend/ }).count()).toBe(0);
    expect(api.world.calls).not.toContain("GET /v1/invitations");
  });
});

describe("an invitation", () => {
  it("is sent, sent again and taken back", async () => {
    const { page, open, api } = await enter();
    await open(PATHS.members);
    await page.getByRole("button", { name: "Invite somebody" }).click();
    await page.getByLabel("E-mail").fill("ines@alderfinch.example");
    await page.getByLabel("Role", { exact: true }).selectOption("operator");
    await page.getByText("May read all that, and ask.").first().waitFor();
    await page.getByRole("button", { name: "Send the invitation" }).click();
    await page.getByRole("dialog").getByRole("alert").waitFor();
    await page.getByLabel("E-mail").fill("ana@example.com");
    await page.getByRole("button", { name: "Send the invitation" }).click();
    await page.getByText("The invitation is on its way.").waitFor();
    await page.getByRole("button", { name: "Send again ana@example.com" }).click();
    await page.getByRole("button", { name: "Take back ana@example.com" }).click();
    await page.getByText("The invitation is taken back").waitFor();
    expect(api.world.invitations.map(({ email }) => email)).not.toContain("ana@example.com");
  });

  it("stands though its mail could not be sent, and the page says so", async () => {
    const { page, open, api } = await enter();
    api.world.isMailDown = true;
    await open(PATHS.members);
    await page.getByRole("button", { name: "Invite somebody" }).click();
    await page.getByLabel("E-mail").fill("ana@example.com");
    await page.getByRole("button", { name: "Send the invitation" }).click();
    await page.getByText("its mail could not be sent").waitFor();
    await page.getByRole("button", { name: "Send again ana@example.com" }).waitFor();
  });
});
