import { describe, expect, it } from "vitest";
import { AuthRefused } from "../../data/auth.ts";
import { explainRefusal } from "./text.ts";

describe("too many attempts", () => {
  it.each([
    [undefined, "Too many attempts. Wait a while and try again."],
    [20_000, "Too many attempts. Try again in 1 minute."],
    [14.2 * 60_000, "Too many attempts. Try again in 15 minutes."],
  ])("are told with how long to wait, as far as it is known: %s ms", (retryAfterMs, words) => {
    expect(explainRefusal(new AuthRefused("too_many", { retryAfterMs }))).toBe(words);
  });
});

it("is silent about a failure that the form does not know", () => {
  expect(explainRefusal(new Error("x"))).toBeUndefined();
});
