import { AUDIT_ACTIONS } from "@netvexa/contract/audit-actions";
import { describe, expect, it } from "vitest";
import { actionWords, detailWords, kindWords } from "./words.ts";

describe("an event in plain words", () => {
  it("says what was done, and calls the unknown by its code", () => {
    expect(actionWords("agent.publish")).toBe("Agent published");
    expect(actionWords("moon.land")).toBe("moon.land");
    expect([kindWords("apiKey"), kindWords("moon")]).toEqual(["API key", "moon"]);
  });

  it("has words for every action, each of its own", () => {
    expect(new Set(Object.values(AUDIT_ACTIONS)).size).toBe(Object.keys(AUDIT_ACTIONS).length);
  });

  it.each([
    ["key.rotate", { overlapSeconds: 86_400 }, "the earlier secret stays good for 1 day"],
    ["key.rotate", { overlapSeconds: 7_200 }, "the earlier secret stays good for 2 hours"],
    ["key.rotate", { overlapSeconds: 0 }, "the earlier secret ended at once"],
    ["key.create", { name: "CRM", scopes: ["read", "write"] }, "name: CRM, may: read, write"],
    ["agent.publish", { before: 3, after: 4 }, "3 → 4"],
    ["member.role", { from: "viewer", to: "editor" }, "viewer → editor"],
    ["agent.update", { fields: ["name"], before: { name: "A" }, after: { name: "B" } }, "changed: name"],
    ["workspace.rename", { before: "My workspace", after: "Alder" }, "My workspace → Alder"],
    ["owner.transfer", { from: "usr_1" }, ""],
    ["source.create", { agentId: "agt_1", kind: "file" }, "kind: file"],
    ["access.refused", { code: "forbidden", route: "GET /a" }, "because: not part of the role or of the key's access"],
    ["access.refused", { code: "not_found", route: "GET /b" }, "because: not there for this person, by: GET /b"],
    ["agent.create", { after: { name: "A" } }, ""],
    ["tenant.freeze", {}, ""],
  ])("%s %j", (action, detail, words) => {
    expect(detailWords({ action, detail, target: { kind: "route", id: "GET /a" } })).toBe(words);
  });
});
