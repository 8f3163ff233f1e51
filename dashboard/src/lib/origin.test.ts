import { AgentPatch } from "@netvexa/contract/http/agents";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseOrigin } from "./origin.ts";

function originOf(text: string): string {
  const parsed = parseOrigin(text);
  return parsed.isValid ? parsed.origin : `refused: ${parsed.reason}`;
}

describe("parseOrigin", () => {
  it.each([
    ["https://example.com", "https://example.com"],
    ["example.com", "https://example.com"],
    ["  HTTPS://Example.COM/pricing?a=1#b ", "https://example.com"],
    ["https://*.example.com", "https://*.example.com"],
    ["http://localhost:3000", "http://localhost:3000"],
    ["localhost:3000", "http://localhost:3000"],
    ["https://example.com:443", "https://example.com"],
    ["http://example.com:80/", "http://example.com"],
    ["https://example.com:8443", "https://example.com:8443"],
  ])("reads %s as %s", (text, origin) => {
    expect(originOf(text)).toBe(origin);
  });

  it.each([
    "",
    "ftp://example.com",
    "https://",
    "exa mple.com",
    "https://example.com:99999",
    "intranet",
    "*",
    "a:b:c",
    "https://user@example.com",
    "-x.com",
  ])("refuses %j and says why", (text) => {
    expect(originOf(text)).toMatch(/^refused: .+\.$/);
  });

  it.each(["*.com", "https://*.co.uk", "*.github.io/docs"])("O-43 says that %s lets strangers in", (text) => {
    expect(originOf(text)).toMatch(/^refused: Anyone can have a site under (com|co\.uk|github\.io)\. Enter your own/);
  });

  it("gives only what the API accepts, and gives it again for its own result", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.webUrl(),
          fc.domain(),
          fc.domain().map((host) => `*.${host}`),
          fc.string(),
        ),
        (text) => {
          const parsed = parseOrigin(text);
          if (!parsed.isValid) return;
          expect(AgentPatch.safeParse({ allowedOrigins: [parsed.origin] }).error).toBeUndefined();
          expect(originOf(parsed.origin)).toBe(parsed.origin);
        },
      ),
    );
  });
});
