import { AwsClient } from "aws4fetch";
import { expect, it } from "vitest";
import { createS3ObjectStore } from "./s3-object-store.ts";

const client = new AwsClient({ accessKeyId: "id", secretAccessKey: "secret", region: "eu-central-1" });
const file = { key: "tenants/ten_1/sources/src_1/1", contentType: "application/pdf", sizeBytes: 1_234 };
const real = { S3_BUCKET: "docs", AWS_REGION: "eu-central-1", S3_ENDPOINT: undefined };

it("an upload address binds the type and the size, and ends after a quarter of an hour", async () => {
  const store = createS3ObjectStore({ client, settings: real, now: () => 0 });
  const upload = await store.presignUpload(file);
  const url = new URL(upload.url);
  expect(url.origin + url.pathname).toBe(`https://docs.s3.eu-central-1.amazonaws.com/${file.key}`);
  expect(url.searchParams.get("X-Amz-SignedHeaders")).toBe("content-length;content-type;host");
  expect(url.searchParams.get("X-Amz-Expires")).toBe("900");
  expect(upload).toMatchObject({
    method: "PUT",
    headers: { "Content-Type": "application/pdf" },
    expiresAt: "1970-01-01T00:15:00.000Z",
  });
});

it("an upload address is another one for another size", async () => {
  const store = createS3ObjectStore({ client, settings: real, now: () => 0 });
  const signatureOf = async (sizeBytes: number) =>
    new URL((await store.presignUpload({ ...file, sizeBytes })).url).searchParams.get("X-Amz-Signature");
  expect(await signatureOf(1)).not.toBe(await signatureOf(2));
});

it("another endpoint is addressed by path", async () => {
  const settings = { ...real, S3_ENDPOINT: "http://localhost:4566/" };
  const { url } = await createS3ObjectStore({ client, settings, now: () => 0 }).presignUpload(file);
  expect(url).toMatch(/^http:\/\/localhost:4566\/docs\/tenants\/ten_1\/sources\/src_1\/1\?/);
});
