import { describe, expect, it } from "vitest";
import { makeGate } from "./test/gate.ts";
import { PATHS } from "./test/pages.ts";
import { id } from "./test/sample-ids.ts";
import { useStages } from "./test/use-stages.ts";

const enter = useStages();

describe("session", () => {
  it("asks for the sign-in, refuses a wrong password, and comes back to where one was going", async () => {
    const { page, open, api } = await enter({ isSignedIn: false });
    await open(PATHS.settings);
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("Enter an e-mail address").waitFor();
    await page.getByLabel("E-mail").fill("mara@alderfinch.example");
    await page.getByLabel("Password").fill("wrong");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("alert").getByText("The e-mail or the password is wrong.").waitFor();
    await page.getByLabel("Password").fill(api.world.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Settings" }).waitFor();
    expect(await page.title()).toBe("Settings · Alder & Finch · NETVEXA");
  });

  it("creates an account and starts empty", async () => {
    const { page, open, api } = await enter({ isSignedIn: false });
    api.world.agents = [];
    await open("/sign-up");
    await page.getByLabel("Your name").fill("Ana Ruiz");
    await page.getByLabel("E-mail").fill("ana@example.com");
    await page.getByLabel("Password").fill("correct horse battery");
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByRole("heading", { name: "Create your first agent" }).waitFor();
    await page.getByRole("button", { name: "Account: Ana Ruiz" }).waitFor();
  });

  it("keeps the token in memory only and renews it when it is about to end", async () => {
    const { page, open, api } = await enter();
    api.world.tokenTtlMs = 61_000;
    await open(PATHS.agents);
    await page.getByRole("link", { name: "Alder & Finch" }).waitFor();
    const stored = await page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
    );
    expect(stored).not.toContain("token-");
    const minted = api.world.tokensMinted;
    await page.clock.install();
    await page.clock.fastForward(5_000);
    await page.getByRole("link", { name: "API keys" }).click();
    await page.getByRole("rowheader", { name: "Product import" }).waitFor();
    expect(api.world.tokensMinted).toBeGreaterThan(minted);
  });

  it("goes to the sign-in when the session has ended elsewhere, and after signing out", async () => {
    const { page, open, api } = await enter();
    await open(PATHS.settings);
    await page.getByRole("button", { name: "Account:" }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(new URL(page.url()).search).toBe("");
    api.world.isSignedIn = true;
    await open(PATHS.keys);
    await page.getByRole("rowheader", { name: "Product import" }).waitFor();
    api.world.isSignedIn = false;
    api.world.faults.push({ call: /GET \/v1\/agents$/, code: "unauthenticated", times: 1 });
    await page.getByRole("link", { name: "Agents", exact: true }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
  });
});

describe("states of a page", () => {
  it("shows a skeleton, then a problem with its request id, then the page after a retry", async () => {
    const { page, open, api } = await enter();
    const gate = makeGate();
    api.world.holds.push({ call: /GET \/v1\/agents$/, until: gate.opened });
    api.world.faults.push({ call: /GET \/v1\/agents$/, code: "unavailable", times: 2 });
    await open(PATHS.agents);
    await page.getByText("Loading your agents").waitFor({ state: "attached" });
    gate.open();
    const problem = page.getByRole("alert");
    await problem.getByText("Temporarily unavailable").waitFor();
    expect(await problem.textContent()).toContain(id("request", 7));
    await problem.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("link", { name: "Alder & Finch" }).waitFor();
  });

  it("creates an agent from the empty list and lands on its empty knowledge", async () => {
    const { page, open, api } = await enter();
    api.world.agents = [];
    api.world.sources = [];
    await open(PATHS.agents);
    await page.getByRole("button", { name: "New agent" }).last().click();
    const dialog = page.getByRole("dialog", { name: "New agent" });
    await dialog.getByLabel("Name").fill("Help desk");
    await dialog.getByLabel("Your website").fill("not a site");
    await dialog.getByRole("button", { name: "Create agent" }).click();
    await dialog.getByText("This is not an address").waitFor();
    await dialog.getByLabel("Your website").fill("example.com/contact");
    await dialog.getByRole("button", { name: "Create agent" }).click();
    await page.getByRole("heading", { name: "Nothing to answer from yet" }).waitFor();
    expect(api.world.agents[0]?.allowedOrigins).toEqual(["https://example.com"]);
  });

  it("says so when an agent does not exist", async () => {
    const { page, open } = await enter();
    await open(`/agents/${id("agent", 77)}/knowledge`);
    await page.getByRole("alert").getByText("Not found").waitFor();
  });
});

describe("keyboard alone", () => {
  it("signs in, creates an agent, adds a page and changes the theme", async () => {
    const { page, open, api } = await enter({ isSignedIn: false });
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    const focusedName = () =>
      page.evaluate(() => {
        const focused = document.activeElement;
        return focused === document.body ? "" : (focused?.getAttribute("aria-label") ?? focused?.textContent ?? "");
      });
    const tabTo = async (name: RegExp) => {
      for (let presses = 0; presses < 40; presses += 1) {
        await press("Tab");
        if (name.test(await focusedName())) return;
      }
      throw new Error(`the keyboard does not reach ${name}`);
    };

    await open(PATHS.agents);
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await press("Tab");
    await page.keyboard.type("mara@alderfinch.example");
    await press("Tab");
    await page.keyboard.type(api.world.password);
    await press("Enter");
    await page.getByRole("link", { name: "Alder & Finch" }).waitFor();

    await tabTo(/^New agent$/);
    await press("Enter");
    await page.getByRole("dialog", { name: "New agent" }).waitFor();
    await press("Escape");
    await expect.poll(focusedName).toBe("New agent");
    await press("Enter");
    await page.getByRole("dialog", { name: "New agent" }).waitFor();
    await page.keyboard.type("Typed");
    await press("Enter");
    await page.getByRole("heading", { name: "Knowledge" }).waitFor();

    await tabTo(/^Add knowledge$/);
    await press("Enter");
    await page.getByRole("tab", { name: "Link" }).waitFor();
    await page.keyboard.type("https://example.com/typed");
    await press("Enter");
    await page.getByRole("link", { name: "https://example.com/typed" }).waitFor();

    await tabTo(/Account/);
    await press("Enter");
    await expect.poll(focusedName).toContain("As the system");
    await press("ArrowDown", "ArrowDown");
    await expect.poll(focusedName).toContain("Dark");
    await press("Enter");
    await expect.poll(() => page.evaluate(() => document.documentElement.dataset.theme)).toBe("dark");
    await press("Escape");
    await page.reload();
    await page.getByRole("heading", { name: "Knowledge" }).waitFor();
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe("dark");
  });

  it("skips to the content and says where it went", async () => {
    const { page, open } = await enter();
    await open(PATHS.agents);
    await page.getByRole("link", { name: "Alder & Finch" }).waitFor();
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Skip to content");
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("main");
    await page.getByRole("link", { name: "Alder & Finch" }).click();
    await page.locator("[aria-live=polite]", { hasText: "Knowledge · Alder & Finch" }).waitFor({ state: "attached" });
  });
});
