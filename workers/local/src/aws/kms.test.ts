import { createHash, createHmac, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { createAwsKeyWrapper } from "@netvexa/edge/sealing/aws-key-wrapper";
import { createLocalKeyWrapper } from "@netvexa/edge/sealing/local-key-wrapper";
import { succeed } from "@netvexa/edge/sealing/succeed";
import { AwsClient } from "aws4fetch";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const SECRET = "a-secret-of-iam";
const REGION = "eu-central-1";
const hash = (text: string) => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();

/** Signature Version 4 from the request as it came over the wire; undefined if it is signed for somebody else. */
function signatureOf({ method = "", url = "", headers }: IncomingMessage, body: string): string | undefined {
  const shape =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/kms\/aws4_request, SignedHeaders=([^,]+), Signature=/;
  const [, , day = "", region = "", signed = ""] = shape.exec(headers.authorization ?? "") ?? [];
  if (region !== REGION) return undefined;
  const lines = signed.split(";").map((name) => `${name}:${String(headers[name]).trim()}\n`);
  const request = [method, url, "", lines.join(""), signed, hash(body)].join("\n");
  const scope = `${day}/${region}/kms/aws4_request`;
  const text = ["AWS4-HMAC-SHA256", headers["x-amz-date"], scope, hash(request)].join("\n");
  const key = ["kms", "aws4_request"].reduce(
    (made, part) => hmac(made, part),
    hmac(hmac(`AWS4${SECRET}`, day), region),
  );
  return hmac(key, text).toString("hex");
}

interface Kept {
  plain: string;
  keyId: string;
  context: string;
}

/** Answers as KMS does: blobs that say nothing, bound to their context; its own words for what it refuses. */
function startKms() {
  const blobs = new Map<string, Kept>();
  const deleted = new Set<string>();
  const answer = (target: string, input: Record<string, unknown>): [number, object] => {
    const context = JSON.stringify(Object.entries((input.EncryptionContext ?? {}) as object).sort());
    if (target === "TrentService.Encrypt") {
      const blob = Buffer.from(randomUUID()).toString("base64");
      blobs.set(blob, { plain: String(input.Plaintext), keyId: String(input.KeyId), context });
      return [200, { CiphertextBlob: blob, KeyId: input.KeyId, EncryptionAlgorithm: "SYMMETRIC_DEFAULT" }];
    }
    const kept = blobs.get(String(input.CiphertextBlob));
    if (kept === undefined || kept.context !== context) return [400, { __type: "InvalidCiphertextException" }];
    if (deleted.has(kept.keyId)) return [400, { __type: "KMSInvalidStateException", message: "is pending deletion" }];
    return [200, { Plaintext: kept.plain, KeyId: kept.keyId }];
  };
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    const isSigned = request.headers.authorization?.endsWith(`Signature=${signatureOf(request, body)}`) ?? false;
    const isJson = request.headers["content-type"] === "application/x-amz-json-1.1";
    const [status, json] =
      isSigned && isJson
        ? answer(String(request.headers["x-amz-target"]), JSON.parse(body))
        : [400, { __type: "IncompleteSignatureException" }];
    response.writeHead(status, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(json));
  });
  return { server, deleted };
}

describe("AWS KMS", () => {
  const { server, deleted } = startKms();
  let endpoint: string;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterAll(() => server.close());

  const wrapper = (keyId: string, secretAccessKey = SECRET) =>
    createAwsKeyWrapper({
      client: new AwsClient({ accessKeyId: "AKIDEXAMPLE", secretAccessKey, retries: 0 }),
      keyId,
      region: REGION,
      endpoint,
    });
  const plain = Uint8Array.from({ length: 32 }, (_, at) => at * 7);

  it("takes requests that are signed for it, and gives the key back for its context only", async () => {
    const wrapped = await wrapper("alias/one").wrap(plain, { tenant: "a", purpose: "seal" });
    expect(await wrapper("alias/one").unwrap(wrapped, { purpose: "seal", tenant: "a" })).toEqual(plain);
    await expect(wrapper("alias/one").unwrap(wrapped, { tenant: "b", purpose: "seal" })).rejects.toThrow("400");
    await expect(wrapper("alias/one", "another secret").unwrap(wrapped, { tenant: "a" })).rejects.toThrow("400");
  });

  it("takes over from the secret of the settings, and opens what that one wrapped", async () => {
    const local = await createLocalKeyWrapper("the secret of a laptop, long enough to pass");
    const earlier = await local.wrap(plain, { tenant: "a" });
    const both = succeed(wrapper("alias/one"), local);
    expect(await both.unwrap(earlier, { tenant: "a" })).toEqual(plain);
    const wrapped = await both.wrap(plain, { tenant: "a" });
    expect(await both.unwrap(wrapped, { tenant: "a" })).toEqual(plain);
    expect(await wrapper("alias/one").unwrap(wrapped, { tenant: "a" })).toEqual(plain);
    expect(both.keyId).toBe("alias/one");
  });

  it("opens under another key of it what an earlier one wrapped, until that one is deleted", async () => {
    const wrapped = await wrapper("alias/one").wrap(plain, { tenant: "a" });
    expect(await wrapper("alias/two").unwrap(wrapped, { tenant: "a" })).toEqual(plain);
    deleted.add("alias/one");
    const refused = await wrapper("alias/two")
      .unwrap(wrapped, { tenant: "a" })
      .catch((error: unknown) => String(error));
    expect(refused).toBe("Error: the key service answered 400");
  });
});
