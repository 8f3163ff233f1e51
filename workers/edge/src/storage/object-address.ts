import type { Settings } from "../env.ts";

export type BucketSettings = Pick<Settings, "S3_ENDPOINT" | "S3_BUCKET" | "AWS_REGION">;

/** The address that keys are appended to: path-style with `S3_ENDPOINT`, virtual-hosted without. */
export function bucketAddress({ S3_ENDPOINT, S3_BUCKET, AWS_REGION }: BucketSettings): string {
  return S3_ENDPOINT === undefined
    ? `https://${S3_BUCKET}.s3.${AWS_REGION}.amazonaws.com`
    : `${S3_ENDPOINT.replace(/\/+$/, "")}/${S3_BUCKET}`;
}

/** Where a browser sends its uploads, for the content policy of the page that does it. */
export function uploadOrigin(settings: BucketSettings): string {
  return new URL(bucketAddress(settings)).origin;
}
