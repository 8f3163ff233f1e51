import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { DevFile } from "../start/seed.ts";
import { CommandError, readCommand, USAGE, UsageError } from "./options.ts";
import { type Access, runCommand } from "./run-command.ts";

const DEV_FILE = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..", "..", ".local", "dev.json");

async function findAccess(env: NodeJS.ProcessEnv): Promise<Access> {
  const { NETVEXA_URL: url, NETVEXA_TOKEN: token } = env;
  if (url !== undefined && token !== undefined) return { url, token };
  if (!existsSync(DEV_FILE)) throw new UsageError("Nothing runs here.");
  const dev = JSON.parse(readFileSync(DEV_FILE, "utf8")) as DevFile;
  return { url: dev.url, token: await signIn(dev) };
}

async function signIn({ url, owner }: DevFile): Promise<string> {
  const headers = { "content-type": "application/json", origin: url };
  const body = JSON.stringify({ email: owner.email, password: owner.password });
  const session = await fetch(`${url}/auth/sign-in/email`, { method: "POST", headers, body }).catch(() => {
    throw new CommandError(`NETVEXA does not answer at ${url}.`);
  });
  if (!session.ok) throw new CommandError(`The sign-in answered ${session.status}.`);
  const cookie = session.headers
    .getSetCookie()
    .map((header) => header.split(";")[0])
    .join("; ");
  const answer = await fetch(`${url}/v1/token`, { method: "POST", headers: { cookie, origin: url } });
  if (!answer.ok) throw new CommandError(`POST /v1/token answered ${answer.status}`);
  return ((await answer.json()) as { token: string }).token;
}

async function main(): Promise<void> {
  const command = readCommand(process.argv.slice(2));
  await runCommand(await findAccess(process.env), command, process.stdout);
}

main().catch((error: unknown) => {
  const isUsage = error instanceof UsageError;
  if (isUsage) console.error(`${error.message}\n\n${USAGE}`);
  else console.error(error instanceof CommandError ? error.message : error);
  process.exitCode = isUsage ? 2 : 1;
});
