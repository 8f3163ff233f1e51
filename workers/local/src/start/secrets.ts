import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface LocalSecrets {
  AUTH_SECRET: string;
  ACCESS_TOKEN_SECRET: string;
  VISITOR_TOKEN_SECRET: string;
  LOCAL_KMS_KEY: string;
  DATABASE_REFERENCE_SECRET: string;
}

/** The secrets of one local state: made once, kept beside the data that they protect, readable by the owner only. */
export function loadSecrets(stateDir: string): LocalSecrets {
  const file = join(stateDir, "secrets.json");
  const stored = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Partial<LocalSecrets>) : {};
  const make = () => randomBytes(32).toString("base64url");
  // A state from before a secret existed gets that one, and keeps the others.
  const secrets = {
    AUTH_SECRET: make(),
    ACCESS_TOKEN_SECRET: make(),
    VISITOR_TOKEN_SECRET: make(),
    LOCAL_KMS_KEY: make(),
    DATABASE_REFERENCE_SECRET: make(),
    ...stored,
  };
  writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
  return secrets;
}
