import { LIMITS } from "@netvexa/contract/limits";
import { ServiceError } from "@netvexa/contract/problem";
import type { AwsClient } from "aws4fetch";
import type { ObjectStore } from "../services/ports.ts";
import { type BucketSettings, bucketAddress } from "./object-address.ts";

const KEYS_PER_LIST = 1_000;
const REMOVED_AT_ONCE = 10;

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
  const remove = async (key: string) => {
    const response = await call(key, { method: "DELETE" });
    if (response.status !== 404) await expectOk(response);
  };
  const list = async (path: string) => {
    const query = new URLSearchParams({ "list-type": "2", prefix: path, "max-keys": String(KEYS_PER_LIST) });
    const response = await call(`?${query}`, { method: "GET" });
    if (!response.ok) await refuse(response);
    // Keys are made of ids alone, so nothing in them is escaped.
    return [...(await response.text()).matchAll(/<Key>([^<&]+)<\/Key>/g)].map(([, key = ""]) => key);
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
    async removeFolder(path) {
      let removed = 0;
      for (;;) {
        const keys = await list(path);
        for (let at = 0; at < keys.length; at += REMOVED_AT_ONCE)
          await Promise.all(keys.slice(at, at + REMOVED_AT_ONCE).map(remove));
        removed += keys.length;
        // Listed again rather than page by page: it ends when nothing is left, whatever came in between.
        if (keys.length < KEYS_PER_LIST) return removed;
      }
    },
  };
}

/** Empties the body too, for an unread one holds its connection. */
async function expectOk(response: Response): Promise<void> {
  if (!response.ok) await refuse(response);
  await response.body?.cancel();
}

async function refuse(response: Response): Promise<never> {
  await response.body?.cancel();
  throw new ServiceError("unavailable");
}
