import { newId } from "@netvexa/contract/ids";
import { randomBytes, toBase64Url } from "@netvexa/db/sealing/bytes";
import {
  importSealingKey,
  isSealed,
  open,
  type Place,
  SealBroken,
  type SealingKey,
  seal,
} from "@netvexa/db/sealing/seal";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createAwsKeyWrapper } from "./aws-key-wrapper.ts";
import { blindEmail, importIndexKey } from "./blind-index.ts";
import { createLocalKeyWrapper } from "./local-key-wrapper.ts";

const newKey = (): Promise<SealingKey> => importSealingKey(toBase64Url(randomBytes(6)), randomBytes(32));
const place: Place = { tenantId: newId("tenant"), table: "message", column: "text", row: "one" };

describe("a sealed value", () => {
  it("opens to what was sealed, whatever it was", async () => {
    const key = await newKey();
    const text = fc.string({ unit: "binary", maxLength: 300 }).map((value) => value.toWellFormed());
    await fc.assert(
      fc.asyncProperty(text, async (plain) => {
        const sealed = await seal(key, place, plain);
        expect(isSealed(sealed)).toBe(true);
        expect(await open(key, place, sealed)).toBe(plain);
      }),
    );
  });

  it("O-68 moved to another tenant, table, column or row, or met with another key, does not open", async () => {
    const [key, other] = [await newKey(), await newKey()];
    const word = fc.string({ minLength: 1, maxLength: 12 });
    const places = fc.record({
      tenantId: fc.constantFrom(place.tenantId, newId("tenant")),
      table: fc.constantFrom("message", "lead"),
      column: fc.constantFrom("text", "title", 'text","'),
      row: word,
    });
    await fc.assert(
      fc.asyncProperty(places, places, word, async (from, to, plain) => {
        fc.pre(JSON.stringify(from) !== JSON.stringify(to));
        const sealed = await seal(key, from, plain);
        await expect(open(key, to, sealed)).rejects.toThrow(SealBroken);
        await expect(open(other, from, sealed)).rejects.toThrow(SealBroken);
        await expect(open(other, from, sealed.replace(key.id, other.id))).rejects.toThrow(SealBroken);
      }),
    );
  });

  it("O-68 never looks the same twice, although the text is", async () => {
    const key = await newKey();
    const sealed = await Promise.all(Array.from({ length: 200 }, () => seal(key, place, "ada@example.com")));
    expect(new Set(sealed).size).toBe(200);
    expect(sealed.join()).not.toContain("example");
  });

  it("changed in any character, is refused", async () => {
    const key = await newKey();
    const sealed = await seal(key, place, "the card ends in 4242");
    const start = sealed.lastIndexOf(":") + 1;
    for (let at = start; at < sealed.length; at += 1) {
      const letter = sealed[at] === "A" ? "B" : "A";
      const changed = sealed.slice(0, at) + letter + sealed.slice(at + 1);
      await expect(open(key, place, changed)).rejects.toThrow(SealBroken);
    }
    await expect(open(key, place, sealed.slice(0, -4))).rejects.toThrow(SealBroken);
    await expect(open(key, place, "plain")).rejects.toThrow(SealBroken);
  });
});

describe("wrapping", () => {
  it("gives a key back for the same secret and context only", async () => {
    const wrapper = await createLocalKeyWrapper("a secret that is long enough for a test");
    const again = await createLocalKeyWrapper("a secret that is long enough for a test");
    const other = await createLocalKeyWrapper("another secret that is long enough here");
    const raw = randomBytes(32);
    const wrapped = await wrapper.wrap(raw, { tenant: "a", version: "1" });
    expect(await again.unwrap(wrapped, { version: "1", tenant: "a" })).toEqual(raw);
    expect(again.keyId).toBe(wrapper.keyId);
    expect(other.keyId).not.toBe(wrapper.keyId);
    await expect(wrapper.unwrap(wrapped, { tenant: "b", version: "1" })).rejects.toThrow();
    await expect(other.unwrap(wrapped, { tenant: "a", version: "1" })).rejects.toThrow();
  });

  it("speaks to AWS KMS, and says so when it refuses", async () => {
    const calls: { target: string | null; body: Record<string, unknown> }[] = [];
    let status = 200;
    const client = {
      fetch: async (_url: unknown, init: RequestInit & { body?: string } = {}) => {
        const body = JSON.parse(String(init.body));
        calls.push({ target: new Headers(init.headers).get("x-amz-target"), body });
        const answer = "Plaintext" in body ? { CiphertextBlob: "d3JhcHBlZA==" } : { Plaintext: "AAEC" };
        return Response.json(answer, { status });
      },
    };
    const wrapper = createAwsKeyWrapper({ client, keyId: "alias/netvexa", region: "eu-central-1" });
    const wrapped = await wrapper.wrap(Uint8Array.of(0, 1, 2), { tenant: "a" });
    expect(await wrapper.unwrap(wrapped, { tenant: "a" })).toEqual(Uint8Array.of(0, 1, 2));
    expect(calls).toEqual([
      {
        target: "TrentService.Encrypt",
        body: { KeyId: "alias/netvexa", Plaintext: "AAEC", EncryptionContext: { tenant: "a" } },
      },
      { target: "TrentService.Decrypt", body: { CiphertextBlob: "d3JhcHBlZA==", EncryptionContext: { tenant: "a" } } },
    ]);
    status = 400;
    await expect(wrapper.unwrap(wrapped, { tenant: "b" })).rejects.toThrow("400");
  });
});

it("a blind index finds an address however it is written, under one tenant's key only", async () => {
  const [key, other] = [await importIndexKey(randomBytes(32)), await importIndexKey(randomBytes(32))];
  const index = await blindEmail(key, "Ada@Example.com ");
  expect(await blindEmail(key, "ada@example.com")).toBe(index);
  expect(await blindEmail(key, "ada@example.org")).not.toBe(index);
  expect(await blindEmail(other, "ada@example.com")).not.toBe(index);
});
