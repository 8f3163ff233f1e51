import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newId } from "@netvexa/contract/ids";
import { expect, test } from "vitest";
import { findOperator } from "./freeze-tenant.ts";
import { readCommand } from "./read-command.ts";

const tenantId = newId("tenant");

test("freeze and thaw name one tenant", () => {
  expect(readCommand(["freeze", tenantId])).toEqual({ kind: "freeze", tenantId });
  expect(readCommand(["thaw", tenantId])).toEqual({ kind: "thaw", tenantId });
  expect(() => readCommand(["freeze"])).toThrow("A tenant's id is missing");
  expect(() => readCommand(["melt", tenantId])).toThrow("no such command");
});

test("whoever names another product has to hold its secret", () => {
  const rootDir = mkdtempSync(join(tmpdir(), "netvexa-operator-"));
  const url = "https://chat.example";
  expect(findOperator({ NETVEXA_URL: url, AUTH_SECRET: "s" }, rootDir)).toEqual({ url, authSecret: "s" });
  expect(() => findOperator({ NETVEXA_URL: url }, rootDir)).toThrow("NETVEXA_URL and AUTH_SECRET");
  rmSync(rootDir, { recursive: true });
});
