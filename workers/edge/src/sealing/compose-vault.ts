import type { Database } from "@netvexa/db/client";
import { AwsClient } from "aws4fetch";
import type { Settings } from "../env.ts";
import { createAwsKeyWrapper } from "./aws-key-wrapper.ts";
import type { KeyWrapper } from "./key-wrapper.ts";
import { createLocalKeyWrapper } from "./local-key-wrapper.ts";
import { succeed } from "./succeed.ts";
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
  const { KMS_KEY_ID: keyId, LOCAL_KMS_KEY: secret, KMS_ENDPOINT: endpoint, AWS_REGION: region } = settings;
  const local = secret === undefined ? undefined : await createLocalKeyWrapper(secret);
  if (keyId === undefined) {
    if (local === undefined) throw new Error("neither KMS_KEY_ID nor LOCAL_KMS_KEY is set");
    return local;
  }
  const client = new AwsClient({
    accessKeyId: settings.AWS_ACCESS_KEY_ID,
    secretAccessKey: settings.AWS_SECRET_ACCESS_KEY,
    region,
    retries: 2,
  });
  const aws = createAwsKeyWrapper({ client, keyId, region, ...(endpoint === undefined ? {} : { endpoint }) });
  return local === undefined ? aws : succeed(aws, local);
}
