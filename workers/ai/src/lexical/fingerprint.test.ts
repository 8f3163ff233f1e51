import { expect, test } from "vitest";
import { FINGERPRINTS, fingerprints } from "./test/fingerprint.ts";

test("the terms of twelve languages are the stored ones in Node", async () => {
  expect(await fingerprints()).toEqual(FINGERPRINTS);
});
