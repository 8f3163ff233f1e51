import { execFileSync, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const DEBIAN_ROOT = "/usr/lib/postgresql";

export interface PlainPostgres {
  readonly url: string;
  stop(): Promise<void>;
}

/** Where this machine keeps a Postgres server's programs, or undefined if it has none. */
export function findPostgres(): string | undefined {
  if (!existsSync(DEBIAN_ROOT)) return undefined;
  const homes = readdirSync(DEBIAN_ROOT).toSorted((a, b) => Number(b) - Number(a));
  return homes.map((version) => join(DEBIAN_ROOT, version, "bin")).find((bin) => existsSync(join(bin, "initdb")));
}

/** A new server of this machine's Postgres, empty, with passwords as a real one asks for them. */
export async function startPlainPostgres(bin: string): Promise<PlainPostgres> {
  const home = mkdtempSync(join(tmpdir(), "netvexa-postgres-"));
  const identity = unprivileged();
  if (identity.uid !== undefined) chownSync(home, identity.uid, identity.gid ?? identity.uid);
  const data = join(home, "data");
  const port = await freePort();
  const setup = { ...identity, cwd: home, stdio: "ignore" } satisfies SpawnOptions;
  execFileSync(join(bin, "initdb"), ["-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8"], setup);
  const server = spawn(
    join(bin, "postgres"),
    ["-D", data, "-p", String(port), "-k", home, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"],
    { ...identity, cwd: home, stdio: ["ignore", "ignore", "pipe"] },
  );
  for await (const line of server.stderr) if (String(line).includes("ready to accept connections")) break;

  async function stop(): Promise<void> {
    server.kill("SIGINT");
    if (server.exitCode === null) await once(server, "exit");
    rmSync(home, { recursive: true, force: true });
  }

  return { url: `postgresql://postgres@127.0.0.1:${port}/postgres`, stop };
}

/** Postgres refuses to run as root; the package's own user stands in. */
function unprivileged(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const idOf = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  return { uid: idOf("-u"), gid: idOf("-g") };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}
