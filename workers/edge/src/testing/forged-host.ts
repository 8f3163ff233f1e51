import { PUBLIC_URL } from "./test-api.ts";

const OWN = new URL(PUBLIC_URL).host;

/** A stranger's, and two that a careless comparison takes for our own. */
export const FORGED_HOSTS = ["evil.test", `${OWN}.evil.test`, `${OWN}:8443`];

/** A request under that host: the Host itself reaches a Worker as the URL, and what proxies say of it as headers. */
export function underHost(host: string): { host: string; headers: Record<string, string> } {
  return { host, headers: { host, "x-forwarded-host": host, "x-forwarded-proto": "http", forwarded: `host=${host}` } };
}
