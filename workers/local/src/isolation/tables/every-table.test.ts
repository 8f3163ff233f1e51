import { expect, test } from "vitest";
import { coveredTables } from "./every-table.ts";

test("a table that no sweep has tried lowers the figure and is named", () => {
  const tables = ["netvexa public.agent", "netvexa ten_a.agent", "netvexa public.forgotten"];
  const tried = new Set(tables.slice(0, 2));
  expect(coveredTables(tables, tried)).toEqual({ percent: 66, missed: ["table netvexa public.forgotten"] });
  expect(coveredTables(tables.slice(0, 2), tried)).toEqual({ percent: 100, missed: [] });
  expect(coveredTables([], tried).percent).toBe(0);
});
