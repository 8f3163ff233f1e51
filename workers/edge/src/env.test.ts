import { describe, expect, it } from "vitest";
import { checkSettings } from "./env.ts";

const GOOD = {
  ENVIRONMENT: "production",
  PUBLIC_URL: "https://app.netvexa.test/",
  DATABASE_URL: "postgresql://user:npg_v7Kq2Zt9@host.neon.tech/db?sslmode=require",
  AUTH_SECRET: "q8Zr1vT5mY2kW7xB4nJ6pL9sD3fG0hCe",
  ACCESS_TOKEN_SECRET: "Xk2Lw9Qd7Rb4Vz1Mt6Yh8Nf3Jc5Gs0Pu",
  VISITOR_TOKEN_SECRET: "u7Ty4Re1Wq9Zx6Cv3Bn8Mk5Jh2Gf0DsL",
  LOCAL_KMS_KEY: "r4Vb8Nm1Qz6Xw3Lk7Jt2Hy9Gf5Dp0ScE",
  AI_EMBED_BASE_URL: "https://models.test/v1",
  AI_EMBED_MODEL: "text-embedding-3-small",
  AWS_REGION: "eu-central-1",
  AWS_ACCESS_KEY_ID: "AKIA4QZ7XW2M",
  AWS_SECRET_ACCESS_KEY: "wJ7rX/UtnF3MI+K7MD8NG",
  S3_BUCKET: "bucket",
  SQS_QUEUE_URL: "https://sqs.eu-central-1.amazonaws.com/1/jobs",
  MAIL_HTTP_URL: "https://mail.test/emails",
  MAIL_HTTP_KEY: "re_8Hs2Kd9Lw",
  MAIL_FROM: "NETVEXA <hello@netvexa.test>",
};

function faultsOf(change: Record<string, string | undefined>): string[] {
  const checked = checkSettings({ ...GOOD, ...change });
  return checked.ok ? [] : checked.faults;
}

describe("the settings", () => {
  it("are taken when complete, with empty variables as absent ones and the address as an origin", () => {
    const checked = checkSettings({ ...GOOD, AI_CHAT_MODEL: "", S3_ENDPOINT: "" });
    expect(checked).toMatchObject({ ok: true, settings: { PUBLIC_URL: "https://app.netvexa.test" } });
  });

  it.each(Object.keys(GOOD))("O-36 are refused without %s, by its name", (name) => {
    expect(faultsOf({ [name]: undefined })).toEqual([expect.stringContaining(name)]);
  });

  it.each([
    ["short", "AUTH_SECRET", "q8Zr1vT5mY2kW7xB4nJ6pL9sD3fG0hC"],
    ["a sample", "ACCESS_TOKEN_SECRET", "change-me-change-me-change-me-change-me"],
    ["one letter over and over", "VISITOR_TOKEN_SECRET", "z".repeat(40)],
  ])("O-36 refuse a secret that is %s, and never repeat it", (_name, variable, value) => {
    const faults = faultsOf({ [variable]: value });
    expect(faults).toEqual([expect.stringContaining(variable)]);
    expect(faults.join()).not.toContain(value);
  });

  it("refuse one secret for two purposes", () => {
    expect(faultsOf({ AUTH_SECRET: GOOD.ACCESS_TOKEN_SECRET })).toEqual([expect.stringContaining("differ")]);
  });

  it("O-36 take a sample while developing, but not a short secret", () => {
    expect(faultsOf({ ENVIRONMENT: "development", AUTH_SECRET: "change-me-change-me-change-me-change-me" })).toEqual(
      [],
    );
    expect(faultsOf({ ENVIRONMENT: "development", AUTH_SECRET: "short" })).toHaveLength(1);
  });

  it("are refused in production where sessions or mails would travel in the clear, and taken so while developing", () => {
    const clear = { PUBLIC_URL: "http://app.netvexa.test", MAIL_HTTP_URL: "http://mail.test/emails" };
    expect(faultsOf(clear)).toEqual([expect.stringContaining("PUBLIC_URL"), expect.stringContaining("MAIL_HTTP_URL")]);
    expect(faultsOf({ ...clear, ENVIRONMENT: "development" })).toEqual([]);
  });

  it.each([
    ["AWS_SECRET_ACCESS_KEY", "changeme"],
    ["AWS_ACCESS_KEY_ID", "test"],
    ["MAIL_HTTP_KEY", "sample"],
    ["AI_EMBED_KEY", "your-secret-key"],
    ["AI_CHAT_KEY", "aaaaaaaaaaaa"],
    ["DATABASE_URL", "postgres://postgres:password@host/db"],
    ["DATABASE_URL", "postgres://app:%70ostgres@host/db"],
  ])(
    "O-36 refuse %s in production while it is a stand-in, never repeat it, and take it while developing",
    (name, value) => {
      const faults = faultsOf({ [name]: value });
      expect(faults).toEqual([`${name}: is a sample or too easy to guess`]);
      expect(faultsOf({ [name]: value, ENVIRONMENT: "development" })).toEqual([]);
    },
  );

  it("O-36 refuse a stand-in for the password of a mail server", () => {
    const none = { MAIL_HTTP_URL: undefined, MAIL_HTTP_KEY: undefined };
    expect(faultsOf({ ...none, MAIL_SMTP_URL: "smtp://ada:changeme@mail.test:587" })).toEqual([
      expect.stringContaining("MAIL_SMTP_URL"),
    ]);
  });

  it.each(["AI_EMBED_BASE_URL", "AI_CHAT_BASE_URL", "S3_ENDPOINT", "SQS_QUEUE_URL", "KMS_ENDPOINT"])(
    "are refused in production where %s is reached in the clear, and taken so while developing",
    (name) => {
      const clear = { AI_CHAT_BASE_URL: "https://models.test/v1", AI_CHAT_MODEL: "gpt", [name]: "http://host.test/1" };
      expect(faultsOf(clear)).toEqual([`${name}: must begin with https:// in production`]);
      expect(faultsOf({ ...clear, ENVIRONMENT: "development" })).toEqual([]);
    },
  );

  it.each(["sslmode=disable", "sslmode=prefer", "ssl=false"])(
    "are refused in production where the database is asked with %s, and taken so while developing",
    (query) => {
      const clear = { DATABASE_URL: `postgres://user:npg_v7Kq2Zt9@host/db?${query}` };
      expect(faultsOf(clear)).toEqual(["DATABASE_URL: must keep TLS in production"]);
      expect(faultsOf({ ...clear, ENVIRONMENT: "development" })).toEqual([]);
    },
  );

  it("want addresses confirmed in production, and on a laptop only when told so", () => {
    const development = { ...GOOD, ENVIRONMENT: "development" };
    expect(checkSettings(GOOD)).toMatchObject({ settings: { REQUIRE_EMAIL_VERIFICATION: true } });
    expect(checkSettings(development)).toMatchObject({ settings: { REQUIRE_EMAIL_VERIFICATION: false } });
    expect(checkSettings({ ...development, REQUIRE_EMAIL_VERIFICATION: "true" })).toMatchObject({
      settings: { REQUIRE_EMAIL_VERIFICATION: true },
    });
  });

  it("do without a mail provider while developing, and without a mailbox in production", () => {
    const none = { MAIL_HTTP_URL: undefined, MAIL_HTTP_KEY: undefined, MAIL_FROM: undefined };
    expect(faultsOf({ ENVIRONMENT: "development", ...none })).toEqual([]);
    expect(faultsOf(none)).toEqual([expect.stringContaining("MAIL_HTTP_URL")]);
    expect(faultsOf({ MAILBOX_URL: "http://127.0.0.1:1" })).toEqual([expect.stringContaining("MAILBOX_URL")]);
  });

  it("take a mail server instead of a provider, never both, and encrypted in production", () => {
    const smtp = {
      MAIL_HTTP_URL: undefined,
      MAIL_HTTP_KEY: undefined,
      MAIL_SMTP_URL: "smtp://ada:v%407Kq2Zt@mail.test:587",
    };
    expect(faultsOf(smtp)).toEqual([]);
    expect(faultsOf({ ...smtp, MAIL_FROM: undefined })).toEqual([expect.stringContaining("MAIL_FROM")]);
    expect(faultsOf({ MAIL_SMTP_URL: smtp.MAIL_SMTP_URL })).toEqual([expect.stringContaining("MAIL_SMTP_URL")]);
    expect(faultsOf({ ...smtp, MAIL_SMTP_URL: "https://mail.test" })).toEqual([
      expect.stringContaining("MAIL_SMTP_URL"),
    ]);
    const plain = { ...smtp, MAIL_SMTP_URL: "smtp://mail.test:25?tls=off" };
    expect(faultsOf(plain)).toEqual([expect.stringContaining("without encryption")]);
    expect(faultsOf({ ...plain, ENVIRONMENT: "development" })).toEqual([]);
  });

  it("want both halves of a chat model", () => {
    expect(faultsOf({ AI_CHAT_MODEL: "gpt" })).toEqual([expect.stringContaining("AI_CHAT_BASE_URL")]);
  });
});
