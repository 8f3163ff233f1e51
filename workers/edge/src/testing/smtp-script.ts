export interface SmtpRules {
  /** What EHLO offers, before and after the encryption. */
  offers: string[];
  /** Answers that replace the usual ones, by the first word of the command. */
  answers: Record<string, string>;
}

export interface TakenMail {
  from: string;
  to: string;
  /** As it came, with its doubled dots. */
  data: string;
}

/** A mail server's side of the conversation, one line at a time; connections are somebody else's. */
export class SmtpScript {
  readonly heard: string[] = [];
  readonly mails: TakenMail[] = [];
  readonly greeting = "220 mail.test ready\r\n";
  readonly #rules: SmtpRules;
  #mail: TakenMail | undefined;
  #isData = false;
  #loginSteps = 0;

  constructor(rules: Partial<SmtpRules> = {}) {
    this.#rules = { offers: ["AUTH PLAIN LOGIN"], answers: {}, ...rules };
  }

  /** The answer to one line; undefined if there is none yet. */
  hear(line: string): string | undefined {
    if (this.#isData) return this.#hearData(line);
    this.heard.push(line);
    if (this.#loginSteps > 0) {
      this.#loginSteps -= 1;
      return this.#loginSteps > 0 ? "334 UGFzc3dvcmQ6\r\n" : "235 ok\r\n";
    }
    const word = line.split(/[ :]/, 1)[0]?.toUpperCase() ?? "";
    return this.#rules.answers[word] ?? this.#answer(word, line);
  }

  #answer(word: string, line: string): string {
    const address = /<(.*)>/.exec(line)?.[1] ?? "";
    if (word === "EHLO")
      return [...this.#rules.offers.map((offer) => `250-${offer}\r\n`), "250 SIZE 1000000\r\n"].join("");
    if (word === "STARTTLS") return "220 go ahead\r\n";
    if (word === "AUTH" && line.toUpperCase() === "AUTH LOGIN") {
      this.#loginSteps = 2;
      return "334 VXNlcm5hbWU6\r\n";
    }
    if (word === "AUTH") return "235 ok\r\n";
    if (word === "MAIL") this.#mail = { from: address, to: "", data: "" };
    if (word === "RCPT" && this.#mail !== undefined) this.#mail.to = address;
    if (word === "DATA") {
      this.#isData = true;
      return "354 go on\r\n";
    }
    return word === "QUIT" ? "221 bye\r\n" : "250 ok\r\n";
  }

  #hearData(line: string): string | undefined {
    if (line !== ".") {
      if (this.#mail !== undefined) this.#mail.data += `${line}\r\n`;
      return undefined;
    }
    this.#isData = false;
    if (this.#mail !== undefined) this.mails.push(this.#mail);
    return this.#rules.answers["."] ?? "250 taken\r\n";
  }
}
