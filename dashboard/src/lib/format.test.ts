import { expect, it } from "vitest";
import { formatBytes, formatMs, formatRelative, plural } from "./format.ts";

const NOW = Date.parse("2026-06-15T12:00:00Z");

it.each([
  ["2026-06-15T12:00:30Z", "just now"],
  ["2026-06-15T11:59:30Z", "just now"],
  ["2026-06-15T11:57:00Z", "3 minutes ago"],
  ["2026-06-15T09:59:00Z", "2 hours ago"],
  ["2026-06-14T11:00:00Z", "yesterday"],
  ["2026-06-05T11:00:00Z", "10 days ago"],
  ["2026-01-05T11:00:00Z", "Jan 5, 2026"],
])("says %s as %s", (at, words) => {
  expect(formatRelative(at, NOW)).toBe(words);
});

it("counts bytes, milliseconds and things", () => {
  expect([0, 1_023, 1_536, 20 * 1_024 * 1_024, 5 * 1_024 ** 3].map(formatBytes)).toEqual([
    "0 B",
    "1023 B",
    "1.5 KB",
    "20 MB",
    "5.0 GB",
  ]);
  expect([0.4, 999, 1_240].map(formatMs)).toEqual(["0 ms", "999 ms", "1.2 s"]);
  expect([plural(1, "passage"), plural(1_486, "passage")]).toEqual(["1 passage", "1,486 passages"]);
});
