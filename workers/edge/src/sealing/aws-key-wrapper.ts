import { fromBase64Url } from "@netvexa/db/sealing/bytes";
import type { AwsClient } from "aws4fetch";
import type { KeyWrapper } from "./key-wrapper.ts";

/** AWS KMS over its JSON protocol. The context is KMS's own encryption context, so CloudTrail names the tenant. */
export function createAwsKeyWrapper(options: {
  client: Pick<AwsClient, "fetch">;
  keyId: string;
  region: string;
  endpoint?: string;
}): KeyWrapper {
  const { client, keyId, region, endpoint = `https://kms.${region}.amazonaws.com/` } = options;
  const call = async (action: "Encrypt" | "Decrypt", input: unknown): Promise<Record<string, unknown>> => {
    const response = await client.fetch(endpoint, {
      method: "POST",
      headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": `TrentService.${action}` },
      body: JSON.stringify(input),
      aws: { service: "kms", region },
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(`the key service answered ${response.status}`);
    }
    return await response.json();
  };
  return {
    keyId,
    async wrap(plain, context) {
      const input = { KeyId: keyId, Plaintext: btoa(String.fromCharCode(...plain)), EncryptionContext: context };
      const { CiphertextBlob: wrapped } = await call("Encrypt", input);
      if (typeof wrapped !== "string") throw new Error("the key service answered without a key");
      return wrapped;
    },
    async unwrap(wrapped, context) {
      // No KeyId: KMS reads it from the blob, so keys wrapped under an earlier one stay readable.
      const { Plaintext: plain } = await call("Decrypt", { CiphertextBlob: wrapped, EncryptionContext: context });
      if (typeof plain !== "string") throw new Error("the key service answered without a key");
      return fromBase64Url(plain);
    },
  };
}
