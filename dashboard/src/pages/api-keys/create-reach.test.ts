import { ApiKeyInput } from "@netvexa/contract/http/api-keys";
import { newId } from "@netvexa/contract/ids";
import { createRoot } from "solid-js";
import { expect, it } from "vitest";
import { createReach } from "./create-reach.ts";
import { SCOPE_GROUPS } from "./text.ts";

const NOW_MS = Date.UTC(2026, 0, 1);
const reach = () => createRoot(() => createReach(() => NOW_MS));

it("is everything, everywhere and for ever unless somebody chooses less", () => {
  expect(reach().input()).toEqual({ scopes: ["read", "write"] });
});

it("is what was chosen", () => {
  const one = reach();
  one.setAccess("some");
  expect(one.hasNoScope()).toBe(true);
  one.toggleScope("search");
  one.toggleScope("chat");
  one.toggleScope("search");
  one.setLimited(true);
  expect(one.hasNoAgent()).toBe(true);
  const agentId = newId("agent");
  one.toggleAgent(agentId);
  one.setSpan("30");
  const input = ApiKeyInput.parse({ name: "Key", ...one.input() });
  expect(input).toMatchObject({ scopes: ["chat"], agents: [agentId], expiresAt: "2026-01-31T00:00:00.000Z" });
});

it("can be narrowed to every scope that there is, but for the two that hold the others", () => {
  const offered = SCOPE_GROUPS.flatMap(({ scopes }) => scopes.map(({ value }) => value as string));
  const { options } = ApiKeyInput.shape.scopes.unwrap().element;
  expect(offered.toSorted()).toEqual(options.filter((scope) => scope !== "read" && scope !== "write").toSorted());
});
