import { TenantCommandError } from "./read-command.ts";

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** The URL in that variable. It is never repeated in a message: it holds a password. */
export function readDatabaseUrl(env: NodeJS.ProcessEnv, variable: string): string {
  const value = env[variable]?.trim();
  if (!value) throw new TenantCommandError(`${variable} is not set.`);
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !/^postgres(ql)?:$/.test(url.protocol) || url.pathname.length < 2) {
    throw new TenantCommandError(`${variable} must be a URL as postgresql://user:password@host/database.`);
  }
  if (!url.hostname.endsWith(".neon.tech") && !LOOPBACK.has(url.hostname)) {
    throw new TenantCommandError(
      `${variable} must name a host of Neon: to any other the password would go in the clear.`,
    );
  }
  return url.href;
}
