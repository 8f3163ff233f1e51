import { expect, it } from "vitest";
import { describeDevice, describeNetwork } from "./device.ts";

it.each([
  [
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36",
    "Chrome on Linux",
  ],
  [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36 Edg/141.0",
    "Edge on Windows",
  ],
  [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.4 Safari/605.1.15",
    "Safari on macOS",
  ],
  ["Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) CriOS/141.0 Mobile Safari/604.1", "Chrome on iOS"],
  ["Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0", "Firefox on Android"],
  ["curl/8.7.1", "Unknown device"],
  [null, "Unknown device"],
])("%s is %s", (userAgent, said) => {
  expect(describeDevice(userAgent)).toBe(said);
});

it.each([
  ["203.0.113.77", "203.0.113.x"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:…"],
  ["2001:db8::1", "2001:db8:…"],
  ["::1", undefined],
  ["", undefined],
  [null, undefined],
])("%s is shown as %s", (address, said) => {
  expect(describeNetwork(address)).toBe(said);
});
