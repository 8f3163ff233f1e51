import { createWriteStream } from "node:fs";
import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ErasureReceipt } from "@netvexa/contract/http/visitors";
import { CommandError, type VisitorCommand } from "./options.ts";

export interface Access {
  url: string;
  /** A bearer credential that may do it. */
  token: string;
}

/** Carries the command out over the public API; what it prints goes to `output`. */
export async function runCommand(access: Access, command: VisitorCommand, output: Writable): Promise<void> {
  if (command.verb === "export") return exportTo(access, command, output);
  if (command.verb === "rotate-keys") {
    const rotated = await call(access, "POST", "/v1/encryption/rotate");
    output.write(`${await rotated.text()}\n`);
    return;
  }
  const path = pathOf(command);
  for (let isComplete = false; !isComplete; ) {
    const receipt = (await (await call(access, "DELETE", path)).json()) as ErasureReceipt;
    output.write(`${JSON.stringify(receipt)}\n`);
    ({ isComplete } = receipt);
  }
}

function pathOf(command: Extract<VisitorCommand, { verb: "erase" | "erase-workspace" }>): string {
  if (command.verb === "erase-workspace") return `/v1/workspace?confirm=${command.tenantId}`;
  const { visitorId, tenantId } = command;
  return visitorId === undefined ? `/v1/visitors?confirm=${tenantId}` : `/v1/visitors/${visitorId}`;
}

async function exportTo(
  access: Access,
  { visitorId, format, out }: Extract<VisitorCommand, { verb: "export" }>,
  output: Writable,
): Promise<void> {
  const path = visitorId === undefined ? "/v1/export" : `/v1/visitors/${visitorId}/export`;
  const response = await call(access, "GET", `${path}?format=${format}`);
  if (response.body === null) return;
  const target = out === undefined ? output : createWriteStream(out, { mode: 0o600 });
  await pipeline(Readable.fromWeb(response.body as never), target, { end: out !== undefined });
}

async function call({ url, token }: Access, method: string, path: string): Promise<Response> {
  const response = await fetch(`${url}${path}`, { method, headers: { authorization: `Bearer ${token}` } }).catch(() => {
    throw new CommandError(`NETVEXA does not answer at ${url}.`);
  });
  if (response.ok) return response;
  const { detail = "" } = (await response.json().catch(() => ({}))) as { detail?: string };
  throw new CommandError(`NETVEXA answered ${response.status}: ${detail}`);
}
