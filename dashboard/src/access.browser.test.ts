import { describe, expect, it } from "vitest";
import { answerWhole, PATHS } from "./test/pages.ts";
import type { Stage } from "./test/stage.ts";
import { useStages } from "./test/use-stages.ts";
import { violations } from "./test/violations.ts";

const enter = useStages();

interface View {
  path: string;
  /** Seen when the page is whole. */
  until: string;
  isSignedIn?: boolean;
  prepare?: (stage: Stage) => void;
  act?: (stage: Stage) => Promise<void>;
}

function asEditor({ api }: Stage): void {
  api.world.workspaces = api.world.workspaces.map((one) => ({ ...one, role: "editor" }));
}

const VIEWS: Record<string, View> = {
  "sign in": { path: "/sign-in", until: "Welcome back.", isSignedIn: false },
  "sign up": { path: "/sign-up", until: "Create account", isSignedIn: false },
  "forgotten password": { path: "/forgot-password", until: "Send the link", isSignedIn: false },
  "new password": { path: "/reset-password#token=x", until: "Set the password", isSignedIn: false },
  "new password, useless link": {
    path: "/reset-password#token=x",
    until: "Set the password",
    isSignedIn: false,
    async act({ page }) {
      await page.getByLabel("New password").fill("correct horse battery");
      await page.getByRole("button", { name: "Set the password" }).click();
      await page.getByRole("alert").waitFor();
    },
  },
  "address confirmed": { path: "/confirmed", until: "Address confirmed" },
  "address not confirmed": {
    path: "/confirmed?error=TOKEN_EXPIRED",
    until: "Send the link again",
    prepare: ({ api }) => {
      api.world.user.emailVerified = false;
    },
  },
  invitation: {
    path: "/invitation#token=x",
    until: "Join the workspace",
    prepare: ({ api }) => {
      api.world.mailedToken = "x";
    },
  },
  "invitation, of somebody else": { path: "/invitation#token=y", until: "for another address" },
  "invitation, signed out": { path: "/invitation#token=x", until: "Sign in with the address", isSignedIn: false },
  agents: { path: PATHS.agents, until: "Alder & Finch" },
  "agents, empty": {
    path: PATHS.agents,
    until: "Create your first agent",
    prepare: ({ api }) => {
      api.world.agents = [];
    },
  },
  "agents, problem": {
    path: PATHS.agents,
    until: "Try again",
    prepare: ({ api }) => void api.world.faults.push({ call: /GET \/v1\/agents$/, code: "internal", times: 9 }),
  },
  "new agent": {
    path: PATHS.agents,
    until: "Alder & Finch",
    async act({ page }) {
      await page.getByRole("button", { name: "New agent" }).click();
      await page.getByRole("button", { name: "Create agent" }).click();
    },
  },
  knowledge: { path: PATHS.knowledge, until: "Product catalogue" },
  "add knowledge": {
    path: PATHS.knowledge,
    until: "Product catalogue",
    async act({ page }) {
      await page.getByRole("button", { name: "Add knowledge" }).click();
      await page.getByRole("tab", { name: "Q&A" }).click();
    },
  },
  source: { path: PATHS.source, until: "Worn and used goods" },
  document: { path: PATHS.document, until: "How refunds are paid" },
  "playground, empty": { path: PATHS.playground, until: "Try a question" },
  playground: {
    path: PATHS.playground,
    until: "Try a question",
    prepare: answerWhole,
    async act({ page }) {
      await page.getByLabel("Your question").fill("Can I return a used tent?");
      await page.keyboard.press("Enter");
      await page.getByText("Written by a language model").click();
      await page.getByRole("button", { name: "Citation 1" }).click();
    },
  },
  conversations: { path: PATHS.conversations, until: "Do you ship to Norway" },
  conversation: { path: PATHS.conversation, until: "And who pays the postage?" },
  settings: {
    path: PATHS.settings,
    until: "Version 1",
    act: ({ page }) => page.getByLabel("Greeting").fill("Good day!"),
  },
  "settings, countries and retention": {
    path: PATHS.settings,
    until: "Version 1",
    async act({ page }) {
      await page.getByRole("radio", { name: "Not from" }).check();
      await page.getByLabel("Find a country").fill("austria");
      await page.keyboard.press("Enter");
      await page.getByLabel("Find a country").fill("an");
      await page.getByLabel("Keep them for").selectOption("Other…");
    },
  },
  workspace: { path: PATHS.workspace, until: "Delete this workspace" },
  "workspace, for an editor": { path: PATHS.workspace, until: "Only an owner", prepare: asEditor },
  "workspace, renamed": {
    path: PATHS.workspace,
    until: "Delete this workspace",
    async act({ page }) {
      await page.getByRole("button", { name: "Save name" }).click();
      await page.getByText("The name is saved.").waitFor();
    },
  },
  "delete workspace": {
    path: PATHS.workspace,
    until: "Delete this workspace",
    act: ({ page }) => page.getByRole("button", { name: "Delete workspace" }).click(),
  },
  "erase visitor": {
    path: PATHS.conversation,
    until: "And who pays the postage?",
    act: ({ page }) => page.getByRole("button", { name: "Erase this visitor" }).click(),
  },
  install: { path: PATHS.install, until: "Check it" },
  "API keys, for an editor": { path: PATHS.keys, until: "Only owners and admins", prepare: asEditor },
  "API keys": { path: PATHS.keys, until: "Old shop" },
  members: { path: PATHS.members, until: "Open invitations" },
  "members, for a viewer": {
    path: PATHS.members,
    until: "Only owners and admins",
    prepare: ({ api }) => {
      api.world.members = api.world.members.map((one) => ({ ...one, role: "viewer" }));
    },
  },
  "members, problem": {
    path: PATHS.members,
    until: "Try again",
    prepare: ({ api }) => void api.world.faults.push({ call: /GET \/v1\/members$/, code: "internal", times: 9 }),
  },
  "new invitation": {
    path: PATHS.members,
    until: "Open invitations",
    async act({ page }) {
      await page.getByRole("button", { name: "Invite somebody" }).click();
      await page.getByRole("button", { name: "Send the invitation" }).click();
    },
  },
  "new owner": {
    path: PATHS.members,
    until: "Open invitations",
    act: ({ page }) => page.getByRole("button", { name: "Make the owner Ines Duarte" }).click(),
  },
  audit: { path: PATHS.audit, until: "agent.publish" },
  "audit, empty": {
    path: PATHS.audit,
    until: "Nothing yet",
    prepare: ({ api }) => {
      api.world.events = [];
    },
  },
  "audit, for an editor": {
    path: PATHS.audit,
    until: "Only owners and admins",
    prepare: asEditor,
  },
  account: {
    path: PATHS.account,
    until: "Safari on iOS",
    prepare: ({ api }) => {
      api.world.user.emailVerified = false;
    },
  },
  "second factor, scanned": {
    path: PATHS.account,
    until: "Safari on iOS",
    async act({ page, api }) {
      await page.getByRole("button", { name: "Turn on" }).click();
      await page.getByLabel("Your password").fill(api.world.password);
      await page.getByRole("button", { name: "Go on" }).click();
      await page.getByRole("img", { name: "QR code" }).waitFor();
    },
  },
  "recovery codes": {
    path: PATHS.account,
    until: "Safari on iOS",
    prepare: ({ api }) => {
      api.world.user.twoFactorEnabled = true;
    },
    async act({ page, api }) {
      await page.getByRole("button", { name: "New recovery codes" }).click();
      await page.getByLabel("Your password").fill(api.world.password);
      await page.getByRole("button", { name: "Make new codes" }).click();
      await page.getByText("Keep your recovery codes").waitFor();
    },
  },
  "new key": {
    path: PATHS.keys,
    until: "Old shop",
    async act({ page }) {
      await page.getByRole("button", { name: "New key" }).click();
      await page.getByRole("radio", { name: "Choose" }).check();
      await page.getByRole("radio", { name: "Only some" }).check();
    },
  },
  "not found": { path: "/nowhere", until: "Go to your agents" },
};

/** What a page holds depends on the width and its colours on the scheme, so two looks see both of each. */
const LOOKS = [
  { colorScheme: "light", width: 1280 },
  { colorScheme: "dark", width: 360 },
] as const;

describe("every page, light and dark, wide and narrow", () => {
  it.each(Object.entries(VIEWS))("%s can be used by everybody and fits", async (_name, view) => {
    const stage = await enter({ isSignedIn: view.isSignedIn ?? true });
    view.prepare?.(stage);
    await stage.open(view.path);
    await stage.page.getByText(view.until).first().waitFor();
    await view.act?.(stage);
    for (const { colorScheme, width } of LOOKS) {
      await stage.page.emulateMedia({ colorScheme });
      await stage.page.setViewportSize({ width, height: 800 });
      const look = `${colorScheme} at ${width} px`;
      expect(await violations(stage.page), look).toEqual([]);
      const overflow = await stage.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow, look).toBeLessThanOrEqual(0);
    }
  });
});
