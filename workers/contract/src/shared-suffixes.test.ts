import { describe, expect, it } from "vitest";
import { AgentInput, AgentPatch, StoredSettings } from "./http/agents.ts";
import { sharedSuffixOf } from "./shared-suffixes.ts";

const settings = (...allowedOrigins: string[]) => ({ name: "Guide", allowedOrigins });

describe("a rule for sub-domains", () => {
  it.each([
    "https://*.com",
    "https://*.shop",
    "https://*.localhost",
    "https://*.co.uk",
    "https://*.com.au",
    "https://*.CO.JP",
    "https://*.com.br:8443",
    "https://*.github.io",
    "https://*.pages.dev",
    "http://*.workers.dev",
    "https://*.vercel.app:443",
    "https://*.s3.amazonaws.com",
    "https://*.windows.net",
    "https://*.railway.app",
    "https://*.com.",
    "https://*..com",
    "https://*.168.0.1",
  ])("O-43 is refused where strangers can have a site: %s", (rule) => {
    expect(sharedSuffixOf(rule)).toBeDefined();
    const refused = AgentInput.safeParse(settings("https://shop.example", rule));
    expect(refused.error?.issues).toMatchObject([{ path: ["allowedOrigins", 1], message: /many owners/ }]);
    expect(AgentPatch.safeParse({ allowedOrigins: [rule] }).success).toBe(false);
  });

  it.each([
    "https://*.example.com",
    "https://*.example.co.uk",
    "https://*.shop.github.io",
    "https://*.a.b.example.com:8443",
    "https://*.company.de",
    "https://*.notgithub.io",
    "https://com",
    "https://shop.github.io",
    "http://localhost:*",
  ])("stays where one owner has all of it, and so does a rule for one host: %s", (rule) => {
    expect(sharedSuffixOf(rule)).toBeUndefined();
    expect(AgentInput.parse(settings(rule)).allowedOrigins).toEqual([rule]);
  });

  it("from before it was refused does not keep the rest of the settings from being read", () => {
    const old = settings("https://shop.example", "https://*.com");
    expect(StoredSettings.parse(old).allowedOrigins).toEqual(old.allowedOrigins);
  });
});
