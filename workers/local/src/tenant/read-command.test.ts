import { newId } from "@netvexa/contract/ids";
import { expect, test } from "vitest";
import { readCommand, TenantCommandError } from "./read-command.ts";
import { readDatabaseUrl } from "./read-database-url.ts";

const tenantId = newId("tenant");

test("a move names the level and, for a server of its own, the variable that holds the address", () => {
  expect(readCommand(["move", tenantId, "--to", "schema"])).toMatchObject({
    kind: "move",
    to: "schema",
    isConfirmed: false,
  });
  expect(readCommand(["move", tenantId, "--to", "database", "--url-from", "OWN_URL", "--confirm"])).toMatchObject({
    urlVariable: "OWN_URL",
    isConfirmed: true,
  });
  expect(readCommand(["cancel", tenantId])).toMatchObject({ kind: "cancel", tenantId });
  expect(readCommand(["reseal"])).toMatchObject({ kind: "reseal" });
});

test.each([
  [[], "no such command"],
  [["melt", tenantId], "no such command"],
  [["move"], "A tenant's id is missing"],
  [["confirm", "ten_1"], "A tenant's id is missing or not one"],
  [["cancel", tenantId, tenantId], "A tenant's id is missing or not one"],
  [["move", tenantId, "--to", "moon"], "--to is shared, schema or database"],
  [["move", tenantId, "--to", "schema", "--url-from", "X"], "--url-from goes with --to database"],
  [["move", tenantId, "--into", "schema"], "--into"],
])("what is not a command is told in words: %j", (argv, words) => {
  expect(() => readCommand(argv)).toThrow(TenantCommandError);
  expect(() => readCommand(argv)).toThrow(words);
});

test("the command takes addresses that are reached in private, and never repeats one", () => {
  const read = (value: string) => readDatabaseUrl({ TARGET: value }, "TARGET");
  expect(read("postgresql://u:p@ep-one.eu.neon.tech/own")).toContain("neon.tech");
  for (const value of [
    "",
    "hello",
    "mysql://u:pw@ep.neon.tech/x",
    "postgresql://u:pw@db.example/own",
    "postgresql://u:pw@ep.neon.tech",
  ]) {
    expect(() => read(value)).toThrow(/TARGET/);
    expect(() => read(value)).not.toThrow(/:pw@/);
  }
});
