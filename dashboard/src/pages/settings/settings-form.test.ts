import { AgentPatch } from "@netvexa/contract/http/agents";
import { expect, it } from "vitest";
import { sampleData } from "../../test/sample-data.ts";
import { editableSettings, findFaults, isSame, toSend } from "./settings-form.ts";

function agent() {
  const [first] = sampleData(0).agents;
  if (!first) throw new Error("the sample has agents");
  return first;
}

it("starts from the draft where there is one", () => {
  const draft = { ...editableSettings(agent()), name: "Draft" };
  expect(editableSettings(agent()).name).toBe("Alder & Finch");
  expect(editableSettings({ ...agent(), draft }).name).toBe("Draft");
});

it("counts neither an empty starter nor the order of theme fields as a change", () => {
  const base = editableSettings(agent());
  expect(isSame(base, { ...base, starters: [...base.starters, " "] })).toBe(true);
  expect(
    isSame(
      { ...base, theme: { accent: "#2F5D8A", position: "right" } },
      { ...base, theme: { position: "right", accent: "#2f5d8a" } },
    ),
  ).toBe(true);
  expect(isSame(base, { ...base, greeting: "Hi" })).toBe(false);
});

it("sends what the API accepts", () => {
  const form = { ...editableSettings(agent()), starters: ["One", ""], theme: { accent: "" } };
  expect(AgentPatch.parse(toSend(form))).toMatchObject({ starters: ["One"], theme: {} });
});

it("keeps a rule for countries and a time to keep conversations, and takes no rule for a rule of none", () => {
  const base = editableSettings(agent());
  const ruled = { ...base, countries: { mode: "allow" as const, list: ["DE", "AT"] }, retentionDays: 30 };
  expect(AgentPatch.parse(toSend(ruled))).toMatchObject({ countries: { list: ["AT", "DE"] }, retentionDays: 30 });
  expect(isSame(ruled, { ...ruled, countries: { mode: "allow", list: ["AT", "DE"] } })).toBe(true);
  expect(isSame(ruled, base)).toBe(false);
  expect(isSame(base, { ...base, countries: { mode: "block", list: [] } })).toBe(true);
  expect(findFaults({ ...ruled, countries: { mode: "allow", list: [] }, retentionDays: 1.5 })).toEqual({
    countries: expect.stringContaining("at least one"),
    retentionDays: expect.stringContaining("1 to 3650"),
  });
});

it("names each fault beside its field", () => {
  const base = editableSettings(agent());
  expect(findFaults(base)).toEqual({});
  expect(Object.keys(findFaults({ ...base, name: " ", greeting: "x".repeat(301), theme: { accent: "red" } }))).toEqual([
    "name",
    "greeting",
    "accent",
  ]);
});
