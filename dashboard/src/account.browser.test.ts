import { describe, expect, it } from "vitest";
import { giveDevice, leaveOutOffers } from "./test/device.ts";
import { RECOVERY_CODES, TOTP_SECRET } from "./test/fake-account-routes.ts";
import { PATHS } from "./test/pages.ts";
import type { Stage } from "./test/stage.ts";
import { useStages } from "./test/use-stages.ts";

const enter = useStages();
const NEW_PASSWORD = "another horse, another battery";

async function addPasskey({ page }: Stage, name: string): Promise<void> {
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByText("The passkey is added.").waitFor();
}

describe("the account", () => {
  it("is reached from the menu, and its name is changed", async () => {
    const { page, open, api } = await enter();
    await open(PATHS.agents);
    await page.getByRole("button", { name: "Account" }).click();
    await page.getByRole("menuitem", { name: "Your account" }).click();
    await page.getByLabel("Your name").fill("");
    await page.getByRole("button", { name: "Save name" }).click();
    await page.getByText("Enter a name").waitFor();
    await page.getByLabel("Your name").fill("Mara L.");
    await page.getByRole("button", { name: "Save name" }).click();
    await page.getByText("Your name is saved.").waitFor();
    expect(api.world.user.name).toBe("Mara L.");
    await page.getByRole("button", { name: "Account" }).getByText("Mara L.").waitFor();
  });

  it("is sent its confirmation again while its address is not confirmed", async () => {
    const { page, open, api } = await enter();
    api.world.user.emailVerified = false;
    await open(PATHS.account);
    api.world.faults.push({ call: /send-verification-email/, code: "rate_limited", times: 1 });
    await page.getByRole("button", { name: "Send the link again" }).click();
    await page.getByText("Too many attempts").waitFor();
    await page.getByRole("button", { name: "Send the link again" }).click();
    await page.getByText("The link is on its way").waitFor();
  });

  it("gets a new password with the present one, which ends the other sessions", async () => {
    const { page, open, api } = await enter();
    await open(PATHS.account);
    await page.getByText("Safari on iOS").first().waitFor();
    await page.getByLabel("Present password").fill("wrong");
    await page.getByLabel("New password").fill(NEW_PASSWORD);
    await page.getByRole("button", { name: "Change password" }).click();
    await page.getByRole("alert").getByText("The password is wrong.").waitFor();
    await page.getByLabel("Present password").fill(api.world.password);
    await page.getByRole("button", { name: "Change password" }).click();
    await page.getByText("every other session has ended").waitFor();
    await page.getByText("Safari on iOS").first().waitFor({ state: "detached" });
    expect(api.world.password).toBe(NEW_PASSWORD);
  });
});

describe("sessions", () => {
  it("are told apart, the present one marked, and ended one by one or all but this", async () => {
    const { page, open, api } = await enter();
    await open(PATHS.account);
    const present = page.getByRole("row", { name: /Chrome on Linux/ });
    await present.getByText("This session").waitFor();
    expect(await present.getByRole("button").count()).toBe(0);
    expect(await page.getByText("203.0.113.x").count()).toBe(1);
    await page.getByRole("button", { name: "Sign out Safari on iOS" }).click();
    await page.getByText("Safari on iOS").first().waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Sign out everywhere else" }).click();
    await page.getByText("Firefox on Windows").first().waitFor({ state: "detached" });
    expect(api.world.sessions).toHaveLength(1);
  });

  it("are shown with the day they were seen, for the hour is noted once a day only", async () => {
    const { page, open } = await enter();
    await open(PATHS.account);
    await page.getByRole("columnheader", { name: "Seen" }).waitFor();
    const seen = await page
      .getByRole("row", { name: /Firefox on Windows/ })
      .getByRole("time")
      .textContent();
    expect(seen).toMatch(/^\w{3} \d{1,2}, \d{4}$/);
  });

  it("are ended everywhere, here too, once that is confirmed", async () => {
    const { page, open } = await enter();
    await open(PATHS.account);
    await page.getByRole("button", { name: "Sign out everywhere", exact: true }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Sign out everywhere" }).click();
    await page.getByText("Welcome back.").waitFor();
  });
});

describe("the second factor", () => {
  it("is set up by scan or by hand, and its recovery codes are shown once", async () => {
    const { page, open, api } = await enter();
    await open(PATHS.account);
    await page.getByRole("button", { name: "Turn on" }).click();
    await page.getByLabel("Your password").fill("wrong");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("The password is wrong.").waitFor();
    await page.getByLabel("Your password").fill(api.world.password);
    await page.keyboard.press("Enter");
    await page.getByRole("img", { name: "QR code" }).waitFor();
    await page.getByText(TOTP_SECRET).waitFor();
    await page.getByLabel("Code", { exact: true }).fill("000 000");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("The code is wrong").waitFor();
    await page.getByLabel("Code", { exact: true }).fill("123 456");
    api.world.user = { ...api.world.user, twoFactorEnabled: true };
    await page.keyboard.press("Enter");
    await page.getByText(RECOVERY_CODES[9] ?? "").waitFor();
    await page.keyboard.press("Escape");
    await page.mouse.click(5, 5);
    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download" }).click();
    expect((await saved).suggestedFilename()).toBe("netvexa-recovery-codes.txt");
    await page.getByRole("button", { name: "Copy the codes" }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`${RECOVERY_CODES.join("\n")}\n`);
    await page.getByRole("button", { name: "I have kept them" }).click();
    await page.getByRole("button", { name: "Turn off" }).waitFor();
    expect(await page.getByText(RECOVERY_CODES[9] ?? "").count()).toBe(0);
  });

  it("is turned off with the password", async () => {
    const { page, open, api } = await enter();
    api.world.user.twoFactorEnabled = true;
    await open(PATHS.account);
    await page.getByRole("button", { name: "Turn off" }).click();
    await page.getByLabel("Your password").fill(api.world.password);
    await page.getByRole("dialog").getByRole("button", { name: "Turn off" }).click();
    await page.getByText("The second factor is off.").waitFor();
    await page.getByRole("button", { name: "Turn on" }).waitFor();
  });
});

describe("a passkey", () => {
  it("is added, renamed and removed", async () => {
    const stage = await enter();
    const { page, open, api } = stage;
    await giveDevice(stage);
    await open(PATHS.account);
    await addPasskey(stage, "Phone");
    await page.getByRole("button", { name: "Rename Phone" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Old phone");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("button", { name: "Remove Old phone" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Remove passkey" }).click();
    await page.getByText("The passkey is removed.").waitFor();
    expect(api.world.passkeys.map(({ name }) => name)).toEqual(["Work laptop"]);
  });

  it("is not made twice for one device, nor without the person, and the page says why", async () => {
    const stage = await enter();
    const { page, open, api } = stage;
    await giveDevice(stage);
    await open(PATHS.account);
    await addPasskey(stage, "Phone");
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Phone again");
    await page.getByRole("button", { name: "Go on" }).click();
    await page.getByRole("alert").getByText("holds a passkey of your account already").waitFor();
    expect(api.world.passkeys).toHaveLength(2);
  });

  it("signs in at a click, and is refused in plain words once it was removed", async () => {
    const stage = await enter();
    const { page, open, api } = stage;
    await leaveOutOffers(page);
    await giveDevice(stage);
    await open(PATHS.account);
    await addPasskey(stage, "Phone");
    api.world.isSignedIn = false;
    const [known] = api.world.passkeys.splice(1, 1);
    await open("/sign-in");
    await page.getByRole("button", { name: "Use a passkey instead" }).click();
    await page.getByRole("alert").getByText("could not be used").waitFor();
    if (known) api.world.passkeys.push(known);
    await page.getByRole("button", { name: "Use a passkey instead" }).click();
    await page.getByRole("link", { name: "Alder & Finch" }).waitFor();
  });

  it("is offered by the browser in the e-mail field", async () => {
    const stage = await enter();
    const { page, open, api } = stage;
    await giveDevice(stage);
    await open(PATHS.account);
    await addPasskey(stage, "Phone");
    api.world.isSignedIn = false;
    await open("/sign-in");
    await page.getByRole("link", { name: "Alder & Finch" }).waitFor();
  });
});
