import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Writable } from "node:stream";
import { newId } from "@netvexa/contract/ids";
import { expect, it } from "vitest";
import { readCommand, UsageError } from "./options.ts";
import { runCommand } from "./run-command.ts";

const visitorId = newId("visitor");
const tenantId = newId("tenant");

it("reads its commands, and erases nothing that was not confirmed", () => {
  expect(readCommand(["export", "--visitor", visitorId, "--format", "csv"])).toMatchObject({
    visitorId,
    format: "csv",
  });
  expect(readCommand(["erase", "--all", tenantId, "--yes"])).toMatchObject({ tenantId });
  const wrong = [
    [],
    ["erase", "--visitor", visitorId],
    ["erase", "--all", visitorId, "--yes"],
    ["erase", "--yes"],
    ["export"],
    ["export", "--all", "--visitor", visitorId],
    ["export", "--all", "--format", "xml"],
    ["erase-workspace", tenantId],
    ["erase-workspace", visitorId, "--yes"],
    ["rotate-keys", "now"],
  ];
  for (const argv of wrong) expect(() => readCommand(argv)).toThrow(UsageError);
});

it("asks until everything is erased, and hands files through as they come", async () => {
  const calls: string[] = [];
  let left = 2;
  const server = createServer((request, response) => {
    calls.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    if (request.method === "GET") return response.end("a,b\r\n");
    left -= 1;
    response.end(JSON.stringify({ isComplete: left === 0 }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const access = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: "t" };
  let printed = "";
  const output = new Writable({
    write(piece, _encoding, done) {
      printed += String(piece);
      done();
    },
  });
  await runCommand(access, readCommand(["erase", "--all", tenantId, "--yes"]), output);
  await runCommand(access, readCommand(["export", "--all", "--format", "csv"]), output);
  left = 1;
  await runCommand(access, readCommand(["erase-workspace", tenantId, "--yes"]), output);
  left = 1;
  await runCommand(access, readCommand(["rotate-keys"]), output);
  server.close();
  expect(calls).toEqual([
    `DELETE /v1/visitors?confirm=${tenantId} Bearer t`,
    `DELETE /v1/visitors?confirm=${tenantId} Bearer t`,
    "GET /v1/export?format=csv Bearer t",
    `DELETE /v1/workspace?confirm=${tenantId} Bearer t`,
    "POST /v1/encryption/rotate Bearer t",
  ]);
  expect(printed).toBe('{"isComplete":false}\n{"isComplete":true}\na,b\r\n{"isComplete":true}\n{"isComplete":true}\n');
});
