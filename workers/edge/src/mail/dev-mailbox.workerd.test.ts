import { describe, expect, it } from "vitest";
import { TestApi } from "../testing/test-api.ts";

describe("the mailbox page", () => {
  it.each(["/dev/mail", "/dev/mail.json", "/dev/"])("is not there without a mailbox: %s", async (path) => {
    expect((await new TestApi().call("GET", path)).problem.code).toBe("not_found");
  });

  it("is refused by the settings in production", async () => {
    const api = new TestApi();
    Object.assign(api.env, { ENVIRONMENT: "production", MAILBOX_URL: "http://127.0.0.1:1" });
    expect((await api.call("GET", "/dev/mail")).problem.code).toBe("misconfigured");
  });
});
