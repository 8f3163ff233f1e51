import { expect, test } from "vitest";
import { FINGERPRINTS, fingerprints } from "./test/fingerprint.ts";

test("the terms of twelve languages are the stored ones in workerd", async () => {
  expect(await fingerprints()).toEqual(FINGERPRINTS);
});
