import { describe, expect, it } from "vitest";
import { useStages } from "./test/use-stages.ts";
import { violations } from "./test/violations.ts";

const enter = useStages();
const EMAIL = "mara@alderfinch.example";
const NEW_PASSWORD = "another horse, another battery";

describe("a second factor", () => {
  it("is asked for after the password, and may be a recovery code", async () => {
    const { page, open, api } = await enter({ isSignedIn: false });
    api.world.code = "abcde-12345";
    await open("/sign-in");
    await page.getByLabel("E-mail").fill(EMAIL);
    await page.getByLabel("Password").fill(api.world.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByLabel("Code").and(page.locator(":focus")).waitFor();
    await page.getByRole("link", { name: "Sign in with another one" }).click();
    await page.getByLabel("E-mail").fill(EMAIL);
    await page.getByLabel("Password").fill(api.world.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByLabel("Code").fill("123 456");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("alert").getByText("The code is wrong").waitFor();
    await page.getByLabel("Code").fill("abcde-12345");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("link", { name: "Alder & Finch" }).waitFor();
    expect(api.world.calls.filter((call) => call.includes("two-factor"))).toEqual([
      "POST /auth/two-factor/verify-totp",
      "POST /auth/two-factor/verify-backup-code",
    ]);
  });
});

describe("a forgotten password", () => {
  it("is replaced through the mailed link, which works once", async () => {
    const { page, open, api } = await enter({ isSignedIn: false });
    await open("/sign-in");
    await page.getByRole("link", { name: "Forgot your password?" }).click();
    await page.getByLabel("E-mail").fill(EMAIL);
    await page.getByRole("button", { name: "Send the link" }).click();
    await page.getByRole("status").getByText("on its way").waitFor();
    await open(`/reset-password#token=${api.world.mailedToken}`);
    await page.getByLabel("New password").fill("short");
    await page.getByRole("button", { name: "Set the password" }).click();
    await page.getByText("needs at least 10 characters").waitFor();
    await page.getByLabel("New password").fill(NEW_PASSWORD);
    await page.getByRole("button", { name: "Set the password" }).click();
    await page.getByRole("status").getByText("Your new password is set.").and(page.locator(":focus")).waitFor();
    expect(api.world.password).toBe(NEW_PASSWORD);
    await page.getByRole("link", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
  });

  it("is replaced too by whoever is signed in, as the account of the link or another one", async () => {
    const { page, open, api } = await enter();
    await open(`/reset-password#token=${api.world.mailedToken}`);
    await page.getByLabel("New password").fill(NEW_PASSWORD);
    await page.getByRole("button", { name: "Set the password" }).click();
    await page.getByRole("status").getByText("Your new password is set.").waitFor();
    expect(api.world.password).toBe(NEW_PASSWORD);
  });

  it("O-39 stays as it is with a used link, or half of one", async () => {
    const { page, open, api } = await enter({ isSignedIn: false });
    const before = api.world.password;
    await open("/reset-password#token=used");
    await page.getByLabel("New password").fill(NEW_PASSWORD);
    await page.getByRole("button", { name: "Set the password" }).click();
    await page.getByRole("alert").getByText("used already").waitFor();
    expect(api.world.password).toBe(before);
    await page.getByRole("link", { name: "Ask for a new one" }).click();
    await page.getByRole("heading", { name: "Forgot your password?" }).waitFor();
    await open("/reset-password?half");
    await page.getByText("This link is not whole.").waitFor();
  });
});

describe("a new account", () => {
  it("waits for its address to be confirmed where that is wanted", async () => {
    const { page, open, api } = await enter({ isSignedIn: false });
    api.world.mustConfirmAddress = true;
    await open("/sign-up");
    await page.getByLabel("Your name").fill("Ana Ruiz");
    await page.getByLabel("E-mail").fill("ana@example.com");
    await page.getByLabel("Password").fill(NEW_PASSWORD);
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByRole("status").getByText("open the link").waitFor();
    await page.getByRole("button", { name: "Send the link again" }).click();
    await page.getByRole("status").getByText("on its way").waitFor();
    expect(api.world.calls).toContain("POST /auth/send-verification-email");
  });

  it("is told whether the link of its mail was good, signed in or not", async () => {
    const { page, open, api } = await enter();
    await open("/confirmed");
    await page.getByRole("heading", { name: "Address confirmed" }).waitFor();
    await page.getByRole("link", { name: "Go to your workspace" }).waitFor();
    expect(await violations(page)).toEqual([]);
    api.world.user.emailVerified = false;
    await open("/confirmed?error=TOKEN_EXPIRED");
    await page.getByRole("heading", { name: "Link of no use" }).waitFor();
    await page.getByRole("button", { name: "Send the link again" }).click();
    await page.getByText("The link is on its way").waitFor();
    api.world.isSignedIn = false;
    await open("/confirmed?error=INVALID_TOKEN");
    await page.getByText("you can ask for a new link there").waitFor();
    await page.getByRole("link", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
  });

  it("whose address is not confirmed can have its link sent again at the sign-in", async () => {
    const { page, open, api } = await enter({ isSignedIn: false });
    api.world.mustConfirmAddress = true;
    await open("/sign-in");
    await page.getByLabel("E-mail").fill(EMAIL);
    await page.getByLabel("Password").fill(api.world.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("alert").getByText("not confirmed yet").waitFor();
    await page.getByRole("button", { name: "Send the link again" }).click();
    await page.getByRole("status").getByText("on its way").waitFor();
  });
});

describe("an invitation", () => {
  it("outlives the sign-in that it needs, and leads into the workspace", async () => {
    const { page, open, api } = await enter({ isSignedIn: false });
    await open(`/invitation#token=${api.world.mailedToken}`);
    await page.getByRole("link", { name: "Sign in" }).click();
    await page.getByLabel("E-mail").fill(EMAIL);
    await page.getByLabel("Password").fill(api.world.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("jonas@nordlicht.example invites you to join the workspace Nordlicht Studio").waitFor();
    await page.getByRole("button", { name: "Join the workspace" }).click();
    await page.getByRole("link", { name: "Alder & Finch" }).waitFor();
    expect(api.world.calls).toContain("POST /auth/organization/set-active");
  });

  it("of another address is refused in plain words", async () => {
    const { page, open } = await enter();
    await open("/invitation#token=other");
    await page.getByRole("alert").getByText("for another address").waitFor();
    expect(await page.getByRole("button", { name: "Join the workspace" }).count()).toBe(0);
    await page.getByRole("button", { name: "Use another account" }).click();
    await page.getByRole("link", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(new URL(page.url()).search).toContain(encodeURIComponent("/invitation#token=other"));
    await open("/invitation");
    await page.getByText("This link is not whole.").waitFor();
  });
});
