import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { solve } from "./work.ts";

function zeroBits(text: string): number {
  const hex = createHash("sha256").update(text).digest("hex");
  const bits = [...hex].map((digit) => Number.parseInt(digit, 16).toString(2).padStart(4, "0")).join("");
  return bits.indexOf("1");
}

test("finds a nonce whose digest begins with as many zero bits as are wanted", async () => {
  const challenge = fc.string({ minLength: 1, maxLength: 200, unit: fc.constantFrom(..."abcXYZ0189.-_") });
  await fc.assert(
    fc.asyncProperty(challenge, fc.integer({ min: 1, max: 10 }), async (text, bits) => {
      expect(zeroBits(`${text}.${await solve(text, bits)}`)).toBeGreaterThanOrEqual(bits);
    }),
    { numRuns: 60 },
  );
});

test("gives way while it works", async () => {
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 1);
  await solve("16.1763856000000.aaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", 17);
  clearInterval(timer);
  expect(turns).toBeGreaterThan(2);
});
