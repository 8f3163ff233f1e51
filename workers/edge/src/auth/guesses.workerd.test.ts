import { describe, expect, it } from "vitest";
import { newPerson, PASSWORD, Person } from "../testing/person.ts";
import { productionApi, randomNetwork } from "../testing/production-api.ts";
import { PUBLIC_URL } from "../testing/test-api.ts";
import { codeOf } from "../testing/totp.ts";

const GUESSES = 10_000;
const MAIL_REQUESTS = 2_500;
/** Ten thousand requests take some seconds, and many times that on a machine that has more to do. */
const TIMEOUT_MS = 180_000;
const AT_A_TIME = 50;
const ADDRESSES_OF_A_LINE = 64;

const SPELLINGS = [
  (email: string) => email,
  (email: string) => email.toUpperCase(),
  (email: string) => ` ${email} `,
  (email: string) => email.replace("a", "A"),
  (email: string) => email.replace("a", "\uff41"),
  (email: string) => email.replace("e", "\uff25"),
];

/** Everything that a client can say of where it comes from, different each time. */
function claimsOf(index: number): Record<string, string> {
  const made = `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;
  return {
    "x-forwarded-for": `${made}, 203.0.113.${index % 250}`,
    "x-real-ip": made,
    "true-client-ip": made,
    "x-client-ip": made,
    forwarded: `for=${made}`,
    "cf-connecting-ipv6": `2001:db8::${(index % 65_000).toString(16)}`,
  };
}

interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: of any shape
  json: any;
}

/** The answers to many attempts that were not refused for their number, several of them made at the same moment. */
async function tryOften(count: number, attempt: (index: number) => Promise<Answer>): Promise<Answer[]> {
  const passed: Answer[] = [];
  for (let from = 0; from < count; from += AT_A_TIME) {
    const some = await Promise.all(Array.from({ length: AT_A_TIME }, (_, at) => attempt(from + at)));
    passed.push(...some.filter(({ status }) => status !== 429));
  }
  return passed;
}

function openLine() {
  const network = randomNetwork();
  return {
    headersOf: (index: number) => ({
      origin: PUBLIC_URL,
      ...claimsOf(index),
      "cf-connecting-ip": `${network}:${((index % ADDRESSES_OF_A_LINE) + 1).toString(16)}`,
    }),
  };
}

const statusesOf = (answers: readonly Answer[]) => answers.map(({ status }) => status);

describe("ten thousand guesses from one line of IPv6, whatever they claim", { timeout: TIMEOUT_MS }, () => {
  it("O-40 of a password are stopped at ten, however the address is spelled", async () => {
    const api = productionApi();
    const ada = await newPerson(api, { headers: { "cf-connecting-ip": `${randomNetwork()}:1` } });
    const { headersOf } = openLine();
    const answers = await tryOften(GUESSES, (index) =>
      api.call("POST", "/auth/sign-in/email", {
        body: { email: (SPELLINGS[index % SPELLINGS.length] ?? String)(ada.email), password: `guess number ${index}` },
        headers: headersOf(index),
      }),
    );
    expect(answers).toHaveLength(10);
    expect(statusesOf(answers)).not.toContain(200);
  });

  it("O-40 of mailed tokens are stopped at twenty, those of a reset and of a confirmation together", async () => {
    const api = productionApi();
    const { headersOf } = openLine();
    const answers = await tryOften(GUESSES, (index) =>
      index % 2 === 0
        ? api.call("POST", "/auth/reset-password", {
            body: { token: `guess-${index}`, newPassword: PASSWORD },
            headers: headersOf(index),
          })
        : api.call("GET", `/auth/verify-email?token=guess-${index}`, { headers: headersOf(index) }),
    );
    expect(answers).toHaveLength(20);
    expect(statusesOf(answers)).not.toContain(200);
  });

  it("O-40 of the second factor are stopped at thirty, and no more than five of a sign-in are compared", async () => {
    const api = productionApi();
    const { headersOf } = openLine();
    const ada = await newPerson(api, { headers: { "cf-connecting-ip": `${randomNetwork()}:1` } });
    const { json } = await ada.call("POST", "/auth/two-factor/enable", { body: { password: PASSWORD } });
    await ada.call("POST", "/auth/two-factor/verify-totp", { body: { code: await codeOf(json.totpURI) } });
    const eve = new Person(api, { email: ada.email, headers: headersOf(0) });
    expect((await eve.signIn()).json.twoFactorRedirect).toBe(true);
    const right = new Set(await Promise.all([-1, 0, 1].map((step) => codeOf(json.totpURI, step))));
    const codes = Array.from({ length: GUESSES * 2 }, (_, at) => `${(at * 397) % 1_000_000}`.padStart(6, "0"));
    const wrong = codes.filter((code) => !right.has(code));
    const answers = await tryOften(GUESSES, (index) =>
      eve.call("POST", "/auth/two-factor/verify-totp", { body: { code: wrong[index] }, headers: headersOf(index) }),
    );
    expect(answers).toHaveLength(30);
    expect(statusesOf(answers)).not.toContain(200);
    expect(answers.filter((answer) => answer.json.code === "INVALID_CODE").length).toBeLessThanOrEqual(5);
  });
});

describe("two and a half thousand requests for a mail from one line of IPv6, whatever they claim", {
  timeout: TIMEOUT_MS,
}, () => {
  it("O-40 that ask who has an account send five mails to one address an hour", async () => {
    const api = productionApi();
    const ada = await newPerson(api, { headers: { "cf-connecting-ip": `${randomNetwork()}:1` } });
    const { headersOf } = openLine();
    const before = api.world.mails.length;
    const answers = await tryOften(MAIL_REQUESTS, (index) =>
      api.call("POST", "/auth/request-password-reset", {
        body: { email: (SPELLINGS[index % SPELLINGS.length] ?? String)(ada.email) },
        headers: headersOf(index),
      }),
    );
    expect(answers).toHaveLength(5);
    expect(api.world.mails.length - before).toBeLessThanOrEqual(5);
  });
});
