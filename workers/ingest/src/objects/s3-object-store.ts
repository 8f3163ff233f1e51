import { GetObjectCommand, NoSuchKey, S3Client } from "@aws-sdk/client-s3";
import { ServiceError } from "@netvexa/contract/problem";
import type { ObjectStore } from "./object-store.ts";

interface S3Options {
  bucket: string;
  region: string;
  /** Of a twin that speaks path style; AWS itself without it. */
  endpoint?: string | undefined;
}

/** Credentials come from the environment, as Lambda provides them. */
export function createS3ObjectStore({ bucket, region, endpoint }: S3Options): ObjectStore {
  const client = new S3Client({ region, ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }) });
  return {
    async get(key, { maxBytes, signal }) {
      try {
        const found = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }), { abortSignal: signal });
        if ((found.ContentLength ?? 0) > maxBytes) throw new ServiceError("source_too_large");
        return await found.Body?.transformToByteArray();
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    },
  };
}
