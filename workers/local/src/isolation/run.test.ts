import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { runIsolation } from "./run.ts";

const MIGRATIONS_DIR = fileURLToPath(new URL("../../../../db/migrations", import.meta.url));

test("O-12 no row crosses the border, and every broken policy is noticed", async () => {
  const report = await runIsolation(MIGRATIONS_DIR);
  expect(report.findings).toEqual([]);
  expect(report.unnoticed).toEqual([]);
  expect(report).toMatchObject({ canaries: 0, mutationsNoticed: report.mutations });
  expect(report.tablesCovered).toBeGreaterThan(10);
  expect(report.calls).toBe(report.tablesCovered * 12);
}, 240_000);
