import { describe, expect, it } from "vitest";
import { isOriginAllowed } from "./origin.ts";

const OWN = "https://app.netvexa.test";
const RULES = ["https://shop.example", "https://*.example.com", "http://localhost:*", "https://Port.example:8443"];

describe("an origin", () => {
  it.each([
    "https://shop.example",
    "https://www.example.com",
    "https://a.b.example.com",
    "http://localhost:3000",
    "http://localhost",
    "https://port.example:8443",
    OWN,
  ])("is allowed: %s", (origin) => {
    expect(isOriginAllowed(origin, RULES, OWN)).toBe(true);
  });

  it.each([
    "",
    "null",
    "http://shop.example",
    "https://shop.example:8443",
    "https://shop.example.",
    "https://shop.example/",
    "https://shop.example.evil.test",
    "https://evilshop.example",
    "https://www.shop.example",
    "https://example.com",
    "https://evilexample.com",
    "https://www.example.com.evil.test",
    "https://www.example.com:444",
    "http://www.example.com",
    "https://www.example.com@evil.test",
    "https://localhost:3000",
    "http://localhost:3000.evil.test",
    "http://localhost:",
    "http://localhost.evil.test:3000",
    "https://port.example",
    "https://shop.еxample",
    "https://SHOP.example",
    "file://shop.example",
    `${OWN}.evil.test`,
  ])("is refused: %j", (origin) => {
    expect(isOriginAllowed(origin, RULES, OWN)).toBe(false);
  });

  it("is never allowed by an empty list", () => {
    expect(isOriginAllowed("https://shop.example", [], OWN)).toBe(false);
  });
});
