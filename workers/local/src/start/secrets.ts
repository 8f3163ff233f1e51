import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface LocalSecrets {
  AUTH_SECRET: string;
  ACCESS_TOKEN_SECRET: string;
  VISITOR_TOKEN_SECRET: string;
}

/** The secrets of one local state: made once, kept beside the data that they protect, readable by the owner only. */
export function loadSecrets(stateDir: string): LocalSecrets {
  const file = join(stateDir, "secrets.json");
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as LocalSecrets;
  const make = () => randomBytes(32).toString("base64url");
  const secrets = { AUTH_SECRET: make(), ACCESS_TOKEN_SECRET: make(), VISITOR_TOKEN_SECRET: make() };
  writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
  return secrets;
}
