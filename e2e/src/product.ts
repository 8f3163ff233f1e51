/** The whole product as `npm start` runs it, on a free port with an empty state of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Id } from "@netvexa/contract/ids";

const rootDir = join(import.meta.dirname, "..", "..");

export interface Product {
  url: string;
  tenantId: Id<"tenant">;
  /** What only the product itself knows. */
  authSecret: string;
  /** An access token of the demo tenant's owner. */
  ownerToken(): Promise<string>;
  /** Calls the public API as the owner of the demo tenant. */
  call<T>(method: "GET" | "POST" | "PATCH", path: string, body?: unknown): Promise<T>;
  stop(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

async function untilReady(child: ChildProcess): Promise<void> {
  const { stdout, stderr } = child;
  if (!stdout || !stderr) throw new Error("the process has no output");
  let complaint = "";
  stderr.on("data", (part) => {
    complaint += part;
  });
  const lines = createInterface({ input: stdout });
  for await (const line of lines) {
    if (!line.startsWith("NETVEXA ready")) continue;
    // Output that nobody reads would stop the process.
    stdout.resume();
    return;
  }
  throw new Error(`the product did not start:\n${complaint}`);
}

export async function startProduct(env: Record<string, string>): Promise<Product> {
  const stateDir = await mkdtemp(join(tmpdir(), "netvexa-e2e-"));
  const port = await freePort();
  const entry = join(rootDir, "workers", "local", "src", "start.ts");
  const child = spawn(process.execPath, [entry, "--fresh", "--state", stateDir, "--port", String(port)], {
    cwd: rootDir,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  await untilReady(child);
  const { url, tenantId, apiKey, owner } = JSON.parse(await readFile(join(stateDir, "dev.json"), "utf8"));
  const { AUTH_SECRET: authSecret } = JSON.parse(await readFile(join(stateDir, "secrets.json"), "utf8"));
  return {
    url,
    tenantId,
    authSecret,
    async ownerToken() {
      const headers = { "content-type": "application/json", origin: url };
      const signedIn = await fetch(`${url}/auth/sign-in/email`, {
        method: "POST",
        headers,
        body: JSON.stringify(owner),
      });
      const cookie = signedIn.headers.getSetCookie().map((line) => line.split(";", 1)[0]);
      const answer = await fetch(`${url}/v1/token`, {
        method: "POST",
        headers: { cookie: cookie.join("; "), origin: url },
      });
      return (await answer.json()).token;
    },
    async call(method, path, body) {
      const response = await fetch(url + path, {
        method,
        headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
      return response.json();
    },
    async stop() {
      if (child.exitCode === null) {
        child.kill("SIGTERM");
        await once(child, "exit");
      }
      await rm(stateDir, { recursive: true, force: true });
    },
  };
}
