import type { Database } from "@netvexa/db/client";
import { AwsClient } from "aws4fetch";
import type { Settings } from "../env.ts";
import { createAwsKeyWrapper } from "./aws-key-wrapper.ts";
import type { KeyWrapper } from "./key-wrapper.ts";
import { createLocalKeyWrapper } from "./local-key-wrapper.ts";
import { createVault, type Vault } from "./vault.ts";

/** AWS KMS where the settings name a key of it, otherwise the settings' own secret. */
export function composeVault(db: Database, settings: Settings): Vault {
  let made: Promise<KeyWrapper> | undefined;
  const wrapper = () => {
    made ??= makeWrapper(settings);
    return made;
  };
  return createVault({ db, wrapper, now: () => Date.now() });
}

async function makeWrapper(settings: Settings): Promise<KeyWrapper> {
  const { KMS_KEY_ID: keyId, LOCAL_KMS_KEY: secret, AWS_REGION: region } = settings;
  if (keyId === undefined) {
    if (secret === undefined) throw new Error("neither KMS_KEY_ID nor LOCAL_KMS_KEY is set");
    return createLocalKeyWrapper(secret);
  }
  const client = new AwsClient({
    accessKeyId: settings.AWS_ACCESS_KEY_ID,
    secretAccessKey: settings.AWS_SECRET_ACCESS_KEY,
    region,
    retries: 2,
  });
  return createAwsKeyWrapper({ client, keyId, region });
}
