import { describe, expect, it, vi } from "vitest";
import { type SmtpRules, SmtpScript } from "../../testing/smtp-script.ts";
import { createSmtpMailer } from "./smtp-mailer.ts";
import type { Connection } from "./wire.ts";

const MAIL = {
  to: "ada@example.com",
  subject: "Confirm your address",
  text: "Open this link:\n\n.\nhttps://a.test/x\n",
};
const PASSWORD = "p@ss word";

/** A server in memory, and everything that happened to its connections. */
function openServer(rules: Partial<SmtpRules> = {}, { rude = "" } = {}) {
  const script = new SmtpScript(rules);
  const events: string[] = [];
  const connect = (isSecure: boolean, greeting: string): Connection => {
    const answers = (line: string): string => {
      const answer = script.hear(line);
      return answer === undefined || line !== "STARTTLS" ? (answer ?? "") : `${answer}${rude}`;
    };
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>(
      {
        start: (controller) => controller.enqueue(new TextEncoder().encode(greeting)),
        transform(chunk, controller) {
          const lines = new TextDecoder().decode(chunk).split("\r\n").slice(0, -1);
          controller.enqueue(new TextEncoder().encode(lines.map(answers).join("")));
        },
      },
      // As a socket does, it takes what is written before anybody reads the answer.
      { highWaterMark: 8 },
      { highWaterMark: 8 },
    );
    return {
      readable,
      writable,
      startTls() {
        events.push("encrypted");
        return connect(true, "");
      },
      async close() {
        events.push(isSecure ? "closed, encrypted" : "closed");
      },
    };
  };
  const mailer = (url: string, from = "NETVEXA <hello@netvexa.test>") =>
    createSmtpMailer(
      { url, from },
      {
        connect(address, { secureTransport }) {
          events.push(`${address.hostname}:${address.port} ${secureTransport}`);
          return connect(secureTransport === "on", script.greeting);
        },
        now: () => Date.UTC(2026, 10, 22),
        newId: () => "1",
      },
    );
  return { script, events, mailer };
}

const urlWith = (scheme: string, rest = "mail.test") => `${scheme}://ada:${encodeURIComponent(PASSWORD)}@${rest}`;

describe("a mail server", () => {
  it("is told nothing but its offers before it encrypts, and then who we are", async () => {
    const { script, events, mailer } = openServer({ offers: ["STARTTLS", "AUTH PLAIN LOGIN"] });
    await mailer(urlWith("smtp")).send(MAIL);
    expect(events).toEqual(["mail.test:587 starttls", "encrypted", "closed, encrypted"]);
    expect(script.heard).toEqual([
      "EHLO netvexa.test",
      "STARTTLS",
      "EHLO netvexa.test",
      `AUTH PLAIN ${btoa(`\0ada\0${PASSWORD}`)}`,
      "MAIL FROM:<hello@netvexa.test>",
      "RCPT TO:<ada@example.com>",
      "DATA",
      "QUIT",
    ]);
  });

  it("is encrypted from the first byte where its address says so", async () => {
    const { script, events, mailer } = openServer();
    await mailer(urlWith("smtps", "mail.test:2465")).send(MAIL);
    expect(events[0]).toBe("mail.test:2465 on");
    expect(script.heard).not.toContain("STARTTLS");
  });

  it("gets no password if it does not encrypt, whatever it offers instead", async () => {
    const { script, mailer } = openServer({ offers: ["AUTH PLAIN LOGIN"] });
    await expect(mailer(urlWith("smtp")).send(MAIL)).rejects.toThrow("does not encrypt");
    expect(script.heard).toEqual(["EHLO netvexa.test"]);
  });

  it("is left if it says more than asked just before the encryption", async () => {
    const { script, mailer } = openServer({ offers: ["STARTTLS"] }, { rude: "250-AUTH PLAIN\r\n250 ok\r\n" });
    await expect(mailer(urlWith("smtp")).send(MAIL)).rejects.toThrow("before the encryption");
    expect(script.heard.at(-1)).toBe("STARTTLS");
  });

  it("may know the older way to sign in only", async () => {
    const { script, mailer } = openServer({ offers: ["AUTH LOGIN"] });
    await mailer(urlWith("smtps")).send(MAIL);
    expect(script.heard.slice(1, 4)).toEqual(["AUTH LOGIN", btoa("ada"), btoa(PASSWORD)]);
    expect(script.mails).toHaveLength(1);
  });

  it.each([
    ["its greeting of a login", { AUTH: "535 5.7.8 no such user ada\r\n" }, "535"],
    ["the sender", { MAIL: "550 hello@netvexa.test is unknown\r\n" }, "550"],
    ["the recipient", { RCPT: "450 ada@example.com is busy\r\n" }, "450"],
    ["the mail", { ".": "554 spam\r\n" }, "554"],
    ["our name, at length", { EHLO: "not a reply\r\n" }, "does not speak SMTP"],
  ])("that refuses %s is quoted by its code alone", async (_name, answers, said) => {
    const { events, mailer } = openServer({ answers });
    const failure = await mailer(urlWith("smtps"))
      .send(MAIL)
      .catch((error: unknown) => String(error));
    expect(failure).toContain(said);
    expect(failure).not.toMatch(/ada|netvexa|p@ss/);
    expect(events.at(-1)).toMatch(/^closed/);
  });

  it("that falls silent is given up", async () => {
    vi.useFakeTimers();
    try {
      const { mailer, events } = openServer({ answers: { EHLO: "" } });
      const sent = expect(mailer(urlWith("smtps")).send(MAIL)).rejects.toThrow("too long");
      await vi.advanceTimersByTimeAsync(20_000);
      await sent;
      expect(events.at(-1)).toMatch(/^closed/);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("a mail over SMTP", () => {
  async function send(mail: typeof MAIL & { html?: string }, from?: string): Promise<string> {
    const { script, mailer } = openServer();
    await mailer("smtps://mail.test", from).send(mail);
    return script.mails[0]?.data ?? "";
  }

  it("carries its text whole, however it looks like the protocol", async () => {
    const data = await send(MAIL);
    const [head = "", body = ""] = data.split("\r\n\r\n");
    expect(head.split("\r\n")).toEqual([
      "From: NETVEXA <hello@netvexa.test>",
      "To: ada@example.com",
      "Subject: Confirm your address",
      "Date: Sun, 22 Nov 2026 00:00:00 +0000",
      "Message-ID: <1@netvexa.test>",
      "MIME-Version: 1.0",
      "Auto-Submitted: auto-generated",
      "Content-Type: text/plain; charset=utf-8",
      "Content-Transfer-Encoding: base64",
    ]);
    expect(atob(body.replaceAll("\r\n", ""))).toBe(MAIL.text);
  });

  it("names people and subjects in any script, in lines that every server takes", async () => {
    const subject = "Bestätigen Sie Ihre Adresse: Жёлтый 黄色い, and then some more of it to fill a second line";
    const data = await send({ ...MAIL, subject, html: "<p>Grüße</p>" }, "Ana Núñez, Ops <hello@netvexa.test>");
    const words = /^Subject: (.*(?:\r\n .*)*)/m.exec(data)?.[1] ?? "";
    const bytes = [...words.matchAll(/=\?utf-8\?B\?([^?]*)\?=/g)].map(([, word = ""]) =>
      new TextDecoder().decode(Uint8Array.from(atob(word), (letter) => letter.charCodeAt(0))),
    );
    expect(bytes.join("")).toBe(subject);
    expect(Math.max(...data.split("\r\n").map((line) => line.length))).toBeLessThanOrEqual(90);
    expect(data).toContain("multipart/alternative");
  });

  it.each([
    ["a recipient with a line break", { to: "ada@example.com>\r\nRCPT TO:<eve@evil.test" }],
    ["two recipients", { to: "ada@example.com,eve@evil.test" }],
    ["a recipient with a header of its own", { to: "ada@example.com\r\nBcc: eve@evil.test" }],
    ["a subject with a line break", { subject: "Hello\r\nBcc: eve@evil.test" }],
    ["a subject with a bare line feed", { subject: "Hello\nBcc: eve@evil.test" }],
  ])("is not sent at all with %s", async (_name, change) => {
    const { script, mailer } = openServer();
    await expect(mailer("smtps://mail.test").send({ ...MAIL, ...change })).rejects.toThrow();
    expect([script.heard, script.mails]).toEqual([[], []]);
  });
});
