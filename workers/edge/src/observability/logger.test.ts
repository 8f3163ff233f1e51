import { describe, expect, it } from "vitest";
import { describeError } from "./logger.ts";

describe("what a log holds of an error", () => {
  it("O-69 is where it was thrown, and nothing of a stack that its message quotes", () => {
    const error = new Error("refused\n    at canary (/srv/canary.ts:1:2)\n    at other (/srv/canary.ts:3:4)");
    const { at = "" } = describeError(error);
    expect(at).toContain("logger.test.ts");
    expect(at).not.toContain("canary");
  });

  it("O-69 is its name and its code, if they are single words", () => {
    const named = Object.assign(new TypeError("canary"), { code: "ECONNREFUSED" });
    expect(describeError(named).error).toBe("TypeError:ECONNREFUSED");
    const telling = Object.assign(new Error("x"), { name: "canary: key is", code: "no such key: canary" });
    expect(describeError(telling).error).toBe("Error");
  });

  it("is the kind of whatever else was thrown", () => {
    expect(describeError("canary")).toEqual({ error: "string" });
  });
});
