import { expect, it } from "vitest";
import { safeNext, signInHref } from "./next.ts";

it("remembers where somebody was going", () => {
  expect(signInHref("/app/agents/agt_1/settings?x=1")).toBe("/sign-in?next=%2Fagents%2Fagt_1%2Fsettings%3Fx%3D1");
  expect([signInHref("/app"), signInHref("/app/"), signInHref("/app/agents")]).toEqual([
    "/sign-in",
    "/sign-in",
    "/sign-in",
  ]);
});

it.each([
  "https://evil.example",
  "//evil.example",
  "/\\evil.example",
  "javascript:alert(1)",
  "",
  "/sign-in",
  undefined,
])("does not follow %s", (next) => {
  expect(safeNext(next)).toBe("/agents");
});

it("follows a path of the app", () => {
  expect(safeNext("/agents/agt_1/playground")).toBe("/agents/agt_1/playground");
});
