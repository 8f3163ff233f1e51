import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { judge, remarkOn } from "./judge.mjs";
import { joinReport, readReport } from "./report.mjs";

const CASES = [{ id: "O-50", title: "a case" }];
const CLAIM = { id: "O-50", file: "some.test.ts", line: 1, title: "O-50 keeps %s" };

type Status = "passed" | "failed" | "skipped" | "pending" | "todo";
/** What the report tells of one file: title or path of titles, and status. */
function report(tests: [string | string[], Status][], { name = "/root/some.test.ts", status = "passed" } = {}) {
  const assertionResults = tests.map(([path, outcome]) => {
    const titles = [path].flat();
    return { ancestorTitles: titles.slice(0, -1), title: titles.at(-1), status: outcome };
  });
  return { testResults: [{ name, status, assertionResults }] };
}

/** The state of the one case after that run, and the remark on its one test. */
function judgeAfter(run: ReturnType<typeof report>, claim = CLAIM, cases: object[] = CASES) {
  const joined = joinReport([claim], run, (path: string) => path.replace("/root/", ""));
  return [judge(cases, joined).judged[0]?.state, remarkOn(joined[0])];
}

describe("a case after a run", () => {
  it.each<[string, [string, Status][], string[]]>([
    ["passed", [["O-50 keeps a", "passed"]], ["covered", ""]],
    [
      "failed once",
      [
        ["O-50 keeps a", "passed"],
        ["O-50 keeps b", "failed"],
      ],
      ["failed", " (FAILED)"],
    ],
    ["skipped itself", [["O-50 keeps a", "skipped"]], ["skipped", " (skipped here)"]],
    ["were pending", [["O-50 keeps a", "pending"]], ["skipped", " (skipped here)"]],
    [
      "ran in part",
      [
        ["O-50 keeps a", "passed"],
        ["O-50 keeps b", "skipped"],
      ],
      ["covered", " (1 of 2 skipped here)"],
    ],
    ["bear another title", [["O-51 keeps a", "passed"]], ["not run", " (not run)"]],
    ["are none", [], ["not run", " (not run)"]],
  ])("is what its tests show that %s", (_what, tests, expected) => {
    expect(judgeAfter(report(tests))).toEqual(expected);
  });

  it("is not covered by a test of the same title in another file", () => {
    const run = report([["O-50 keeps a", "passed"]], { name: "/root/other.test.ts" });
    expect(judgeAfter(run)).toEqual(["not run", " (not run)"]);
  });

  it.each<[string, [string, Status][]]>([
    ["a hook of the file threw, which the report shows as skipped tests", [["O-50 keeps a", "skipped"]]],
    ["the file could not be read, which the report shows as no tests", []],
  ])("has failed if %s", (_what, tests) => {
    expect(judgeAfter(report(tests, { status: "failed" }))).toEqual(["failed", " (FAILED)"]);
  });

  it("does not fail with another test of its file", () => {
    const run = report(
      [
        ["O-50 keeps a", "skipped"],
        ["adds", "failed"],
      ],
      { status: "failed" },
    );
    expect(judgeAfter(run)).toEqual(["skipped", " (skipped here)"]);
  });

  it("counts the tests within a group that names it", () => {
    const claim = { ...CLAIM, title: "O-50 a (strange) frame" };
    const run = report([[["rooms", "O-50 a (strange) frame", "is closed"], "passed"]]);
    expect(judgeAfter(run, claim)).toEqual(["covered", ""]);
  });

  it("with a reason to be open is covered in part at the most", () => {
    const cases = [{ id: "O-50", title: "a case", open: "half is missing" }];
    expect(judgeAfter(report([["O-50 keeps a", "passed"]]), CLAIM, cases)).toEqual(["partly", ""]);
    expect(judgeAfter(report([["O-50 keeps a", "skipped"]]), CLAIM, cases)).toEqual(["skipped", " (skipped here)"]);
  });
});

describe("a case without a run", () => {
  it("is what the titles say", () => {
    const stateOf = (one: object, claims: object[]) => judge([one], claims).judged[0]?.state;
    expect(stateOf({ id: "O-50" }, [CLAIM])).toBe("covered");
    expect(stateOf({ id: "O-50", open: "half" }, [CLAIM])).toBe("partly");
    expect(stateOf({ id: "O-50", open: "all" }, [])).toBe("open");
    expect(stateOf({ id: "O-50" }, [])).toBe("unknown");
    expect(remarkOn(CLAIM)).toBe("");
  });

  it("that does not exist is a stray", () => {
    expect(judge([], [CLAIM]).strays).toEqual([CLAIM]);
  });

  it("is one whose report is missing, or was cut off", () => {
    const folder = mkdtempSync(join(tmpdir(), "report-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, "test-report.json");
    expect(readReport(path)).toBeUndefined();
    writeFileSync(path, '{"testResults": [');
    expect(readReport(path)).toBeUndefined();
    writeFileSync(path, '{"testResults": []}');
    expect(readReport(path)).toEqual({ testResults: [] });
  });
});
