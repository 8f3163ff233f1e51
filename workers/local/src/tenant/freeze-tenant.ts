import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Id } from "@netvexa/contract/ids";
import { signOperatorToken } from "@netvexa/edge/auth/operator-token";
import { TenantCommandError } from "./read-command.ts";

export interface Operator {
  url: string;
  authSecret: string;
}

/** `NETVEXA_URL` and `AUTH_SECRET` of a deployed product, or else those of the one that runs on this machine. */
export function findOperator(env: NodeJS.ProcessEnv, stateDir: string): Operator {
  const { NETVEXA_URL, AUTH_SECRET } = env;
  if (NETVEXA_URL && AUTH_SECRET) return { url: NETVEXA_URL, authSecret: AUTH_SECRET };
  const [devFile, secretsFile] = ["dev.json", "secrets.json"].map((name) => join(stateDir, name));
  if (!devFile || !secretsFile || !existsSync(devFile) || !existsSync(secretsFile)) {
    throw new TenantCommandError("Start the product first (npm start), or set NETVEXA_URL and AUTH_SECRET.");
  }
  const { url } = JSON.parse(readFileSync(devFile, "utf8")) as { url: string };
  const { AUTH_SECRET: authSecret } = JSON.parse(readFileSync(secretsFile, "utf8")) as { AUTH_SECRET: string };
  return { url, authSecret };
}

/** Pauses a tenant's chats or lets them go on. The running product does it, so that open sockets close at once. */
export async function freezeTenant(
  { url, authSecret }: Operator,
  { tenantId, action }: { tenantId: Id<"tenant">; action: "freeze" | "thaw" },
): Promise<string> {
  const response = await fetch(new URL(`/v1/operator/tenants/${tenantId}/${action}`, url), {
    method: "POST",
    headers: { authorization: `Bearer ${await signOperatorToken(authSecret, Date.now())}` },
  });
  if (response.status === 404) throw new Error(`There is no tenant ${tenantId}.`);
  if (!response.ok) throw new Error(`${url} answered ${response.status}.`);
  const { isChanged } = (await response.json()) as { isChanged: boolean };
  if (!isChanged) return `The chats of ${tenantId} are ${action === "freeze" ? "paused" : "open"} already.`;
  return action === "freeze" ? `The chats of ${tenantId} are paused.` : `The chats of ${tenantId} go on.`;
}
