import { TestApi } from "./test-api.ts";

/** What production asks for besides the variables of every test. */
export const PRODUCTION = {
  ENVIRONMENT: "production",
  AUTH_SECRET: "q8Zr1vT5mY2kW7xB4nJ6pL9sD3fG0hCe",
  ACCESS_TOKEN_SECRET: "Xk2Lw9Qd7Rb4Vz1Mt6Yh8Nf3Jc5Gs0Pu",
  VISITOR_TOKEN_SECRET: "u7Ty4Re1Wq9Zx6Cv3Bn8Mk5Jh2Gf0DsL",
  LOCAL_KMS_KEY: "d3Fg6Hj9Kl2Qw5Er8Ty1Ui4Op7As0ZxC",
  DATABASE_URL: "postgresql://user:npg_v7Kq2Zt9@host.test/db",
  AI_EMBED_BASE_URL: "https://models.test/v1",
  AWS_ACCESS_KEY_ID: "AKIA4QZ7XW2M",
  AWS_SECRET_ACCESS_KEY: "wJ7rX/UtnF3MI+K7MD8NG",
  SQS_QUEUE_URL: "https://sqs.test/1/jobs",
  MAIL_HTTP_URL: "https://mail.test/emails",
  MAIL_HTTP_KEY: "re_8Hs2Kd9Lw",
  MAIL_FROM: "hello@netvexa.test",
} as const;

/** As in production, where the edge's word on the address is required; addresses need not be confirmed. */
export function productionApi(options: ConstructorParameters<typeof TestApi>[0] = {}): TestApi {
  const api = new TestApi(options);
  Object.assign(api.env, PRODUCTION, { REQUIRE_EMAIL_VERIFICATION: "false" });
  return api;
}

/** The first half of an IPv6 address, of its own for every test, for the database is shared. */
export function randomNetwork(): string {
  const [a = 0, b = 0, c = 0] = crypto.getRandomValues(new Uint16Array(3));
  return `${[0x2001, a, b, c].map((group) => group.toString(16)).join(":")}:`;
}
