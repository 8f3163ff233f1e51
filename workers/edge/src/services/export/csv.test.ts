import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvCell, csvLine } from "./csv.ts";

/** Reads one record as RFC 4180 says. */
function parseRecord(line: string): string[] {
  return [...line.matchAll(/"((?:[^"]|"")*)"(?:,|\r\n$)/g)].map(([, cell = ""]) => cell.replaceAll('""', '"'));
}

describe("a CSV for spreadsheets", () => {
  it.each(["=", "+", "-", "−", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", " =", "\uFEFF=", "|", "%"])(
    "O-33 makes text of a cell that begins with %j",
    (start) => {
      expect(csvCell(`${start}cmd("x")`)).toBe(`"'${start}cmd(""x"")"`);
    },
  );

  it("O-33 keeps every other cell as it is, quotes and line breaks included", () => {
    const cell = fc.string({ unit: "binary", maxLength: 40 });
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 6 }), (cells) => {
        const read = parseRecord(csvLine(cells));
        expect(read.map((text, index) => (text === `'${cells[index]}` ? cells[index] : text))).toEqual(cells);
        for (const text of read) expect(text).not.toMatch(/^[\s\uFEFF]*[=+\-@＝＋－＠]|^[\t\r\n]/u);
      }),
    );
  });

  it("leaves numbers to be numbers", () => {
    expect(csvCell(-3)).toBe('"-3"');
  });
});
