import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { type IsolationReport, runIsolation } from "./run.ts";

const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));

describe("two tenants of the running product", () => {
  let report: IsolationReport;
  beforeAll(async () => {
    report = await runIsolation({ rootDir: ROOT, levels: ["shared"] });
  }, 300_000);

  const found = (surface: string) => report.findings.filter((finding) => finding.surface === surface);

  test("O-01 O-04 O-08 share no route: foreign, deleted and unknown ids are told apart nowhere", () => {
    expect(found("http")).toEqual([]);
    expect(report.callsBySurface["http"]).toBeGreaterThan(1_000);
  });

  test("O-02 O-03 share no socket and no room, and no frame brings another's words into a prompt", () => {
    expect([...found("frame"), ...found("room")]).toEqual([]);
    expect(report.callsBySurface["frame"]).toBeGreaterThan(20);
    expect(report.callsBySurface["room"]).toBeGreaterThan(5);
  });

  test("O-08 share no job", () => {
    expect(found("job")).toEqual([]);
  });

  test("O-04 O-12 O-13 share no row, and each broken rule is noticed", () => {
    expect(found("table")).toEqual([]);
    expect(report.unnoticed).toEqual([]);
    expect(report).toMatchObject({ tablesCovered: 100, mutationsNoticed: report.mutations });
    expect(report.noticedByBehaviour).toBeGreaterThan(report.mutations * 0.9);
  });

  test("are tried against each other by every way in that is declared", () => {
    expect(report.missed).toEqual([]);
    expect(report).toMatchObject({ routesCovered: 100, canaries: 0 });
  });
});
