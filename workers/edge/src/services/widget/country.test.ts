import { expect, it } from "vitest";
import { isCountryAllowed } from "./country.ts";

const allow = { mode: "allow" as const, list: ["AT", "DE"] };
const block = { mode: "block" as const, list: ["AT", "DE"] };

it.each([
  ["AT", undefined, true],
  [undefined, undefined, true],
  ["AT", allow, true],
  ["FR", allow, false],
  ["at", allow, false],
  [undefined, allow, false],
  ["T1", allow, false],
  ["AT", { ...allow, list: [] }, false],
  ["AT", block, false],
  ["FR", block, true],
  [undefined, block, true],
  ["AT", { ...block, list: [] }, true],
])("a visitor from %s under %j: %s", (country, rule, isAllowed) => {
  expect(isCountryAllowed(country, rule)).toBe(isAllowed);
});
