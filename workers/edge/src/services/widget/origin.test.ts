import { describe, expect, it } from "vitest";
import { isOriginAllowed } from "./origin.ts";

const OWN = "https://app.netvexa.test";
const DEVELOPMENT = { publicUrl: OWN, isDevelopment: true };
const PRODUCTION = { publicUrl: OWN, isDevelopment: false };
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
    expect(isOriginAllowed(origin, RULES, DEVELOPMENT)).toBe(true);
  });

  it.each([
    "",
    "null",
    "https://shop.example.:443",
    "https://shop.example:443",
    "https://xn--shp-yla.example",
    "https://shóp.example",
    "wss://shop.example",
    "https://user@shop.example",
    "https://shop.example evil.test",
    "https://shop.example,https://evil.test",
    "https://*.example.com",
    "https://.example.com",
    "https://www.example.com.",
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
  ])("O-43 is refused: %j", (origin) => {
    expect(isOriginAllowed(origin, RULES, DEVELOPMENT)).toBe(false);
  });

  it("is never allowed by an empty list", () => {
    expect(isOriginAllowed("https://shop.example", [], DEVELOPMENT)).toBe(false);
  });

  it.each([
    ["https://*.com", "https://evil.com"],
    ["https://*.co.uk", "https://evil.co.uk"],
    ["https://*.github.io", "https://evil.github.io"],
    ["https://*.0.0.1:8080", "https://10.0.0.1:8080"],
  ])("O-43 is let in by no rule that strangers share, though it was stored once: %s", (rule, origin) => {
    expect(isOriginAllowed(origin, [rule], PRODUCTION)).toBe(false);
    expect(isOriginAllowed(origin, [rule, origin], PRODUCTION)).toBe(true);
  });

  it.each(["http://[::2]", "http://[2001:db8::7f00:1]", "http://128.0.0.1", "http://10.0.0.1", "http://notlocalhost"])(
    "of another machine counts in production: %s",
    (origin) => {
      expect(isOriginAllowed(origin, [origin], PRODUCTION)).toBe(true);
    },
  );

  it.each([
    "http://localhost",
    "http://localhost:3000",
    "http://127.0.0.1:8080",
    "http://a.localhost:1",
    "http://[::1]:1",
    "http://127.1.2.3",
    "http://0.0.0.0:3000",
    "http://[::]:3000",
    "http://[::ffff:7f00:1]:3000",
    "http://[::ffff:0:0]",
    "http://[::7f00:1]",
  ])("of the visitor's own machine counts while developing only: %s", (origin) => {
    const rules = ["http://localhost:*", "http://127.0.0.1:*", origin];
    expect(isOriginAllowed(origin, rules, DEVELOPMENT)).toBe(true);
    expect(isOriginAllowed(origin, rules, PRODUCTION)).toBe(false);
    expect(isOriginAllowed("https://shop.example", RULES, PRODUCTION)).toBe(true);
  });
});
