import { newId } from "@netvexa/contract/ids";
import { expect, it } from "vitest";
import { describeAccess, rotationText, TEXT } from "./text.ts";

it.each([
  [["read", "write"], undefined, "Read and write"],
  [["read"], undefined, "Read"],
  [["search", "chat"], 1, "Search, ask, 1 agent"],
  [["read", "chat"], 2, "Read, ask, 2 agents"],
  [["read", "write", "search"], undefined, "Read and write, search"],
  [["conversations:read", "sources:write"], undefined, "Read conversations, change knowledge"],
] as const)("the access of a key: %j on %s agents", (scopes, count, text) => {
  const agents = count === undefined ? {} : { agents: Array.from({ length: count }, () => newId("agent")) };
  expect(describeAccess({ scopes: [...scopes], ...agents })).toBe(text);
});

it("a rotation says that it ends an earlier secret, while there is one", () => {
  const nowMs = Date.parse("2026-06-01T12:00:00.000Z");
  const until = (aheadMs: number) => ({ previousUntil: new Date(nowMs + aheadMs).toISOString() });
  expect(rotationText(until(1), nowMs)).toBe(`${TEXT.rotateDialog.text} ${TEXT.rotateDialog.endsEarlier}`);
  for (const key of [{}, until(0), until(-1)]) expect(rotationText(key, nowMs)).toBe(TEXT.rotateDialog.text);
});
