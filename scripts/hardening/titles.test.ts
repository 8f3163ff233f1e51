import { describe, expect, it } from "vitest";
import { findClaims } from "./titles.mjs";

const idsOf = (text: string) => findClaims("db/src/some.test.ts", text).map(({ id }: { id: string }) => id);

describe("the titles of a test file", () => {
  it.each([
    ['it("O-50 keeps it", () => {});', ["O-50"]],
    ["test('O-50 keeps it', () => {});", ["O-50"]],
    ['describe("O-50 a frame", () => {});', ["O-50"]],
    ['it("O-50 O-51 keep it", () => {});', ["O-50", "O-51"]],
    ["it(`O-50 keeps " + "$" + "{what}`, () => {});", ["O-50"]],
    ['it.each([[1, 2]])(\n  "O-50 keeps %i", (count: number) => {});', ["O-50"]],
    ['it.for(rows)("O-50 keeps %i", () => {});', ["O-50"]],
    ["it.each`\n a | b\n`('O-50 keeps $a', () => {});", ["O-50"]],
    ['describe.each(places)("on $name", () => { for (const one of all) test("O-50 keeps it", () => {}); });', ["O-50"]],
  ])("claim the cases that they name: %s", (text, ids) => {
    expect(idsOf(text)).toEqual(ids);
  });

  it.each([
    'it.skip("O-50 keeps it", () => {});',
    'it.todo("O-50 keeps it");',
    'it.skipIf(isBare)("O-50 keeps it", () => {});',
    'it.runIf(isRich)("O-50 keeps it", () => {});',
    'it.fails("O-50 keeps it", () => {});',
    'it("O-50 keeps it", { skip: true }, () => {});',
    'it.skip.each([1])("O-50 keeps %i", () => {});',
    'describe.skip("later", () => { it("O-50 keeps it", () => {}); });',
    'describe.todo(LATER, () => { it("O-50 keeps it", () => {}); });',
  ])("claim nothing for what does not run: %s", (text) => {
    expect(idsOf(text)).toEqual([]);
  });

  it.each([
    'const note = "see O-52";',
    '// it("O-52 keeps it", () => {});',
    'it("keeps it", () => { expect(text).toBe("O-52"); });',
    'const source = `it("O-52 keeps it", () => {});`;',
    'submit("O-52 keeps it", () => {});',
  ])("are not any text that holds an id: %s", (text) => {
    expect(idsOf(text)).toEqual([]);
  });

  it("are found where they stand, also among the marks of a component", () => {
    const text = 'const shown = <b title="O-52">x</b>;\n\nit.each(rows)(\n  "O-50 keeps %s", () => {});\n';
    expect(findClaims("widget/src/some.test.tsx", text)).toEqual([
      { id: "O-50", file: "widget/src/some.test.tsx", line: 4, title: "O-50 keeps %s" },
    ]);
  });
});
