import { LIMITS } from "@netvexa/contract/limits";
import { ServiceError } from "@netvexa/contract/problem";
import type { AwsClient } from "aws4fetch";
import type { ObjectStore } from "../services/ports.ts";
import { type BucketSettings, bucketAddress } from "./object-address.ts";

/** S3 or anything that speaks it. */
export function createS3ObjectStore(options: {
  client: Pick<AwsClient, "fetch" | "sign">;
  settings: BucketSettings;
  now: () => number;
}): ObjectStore {
  const { client, settings, now } = options;
  const base = bucketAddress(settings);
  const call = async (key: string, init: RequestInit) => {
    try {
      return await client.fetch(`${base}/${key}`, { ...init, aws: { service: "s3" } });
    } catch (cause) {
      throw new ServiceError("unavailable", { cause });
    }
  };
  return {
    async presignUpload({ key, contentType, sizeBytes }) {
      const url = new URL(`${base}/${key}`);
      url.searchParams.set("X-Amz-Expires", String(LIMITS.uploadUrlTtlSeconds));
      // Type and length are among the signed headers, so that another file than the declared one is refused.
      const signed = await client.sign(url, {
        method: "PUT",
        headers: { "content-type": contentType, "content-length": String(sizeBytes) },
        aws: { service: "s3", signQuery: true, allHeaders: true },
      });
      return {
        method: "PUT",
        url: signed.url,
        headers: { "Content-Type": contentType },
        expiresAt: new Date(now() + LIMITS.uploadUrlTtlSeconds * 1000).toISOString(),
      };
    },
    async putJson(key, value) {
      const headers = { "content-type": "application/json" };
      const response = await call(key, { method: "PUT", body: JSON.stringify(value), headers });
      await expectOk(response);
    },
    async sizeOf(key) {
      const response = await call(key, { method: "HEAD" });
      if (response.status === 404) return undefined;
      await expectOk(response);
      return Number(response.headers.get("content-length"));
    },
    async remove(key) {
      const response = await call(key, { method: "DELETE" });
      if (response.status !== 404) await expectOk(response);
    },
  };
}

/** Empties the body too, for an unread one holds its connection. */
async function expectOk(response: Response): Promise<void> {
  await response.body?.cancel();
  if (!response.ok) throw new ServiceError("unavailable");
}
