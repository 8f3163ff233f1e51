import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Mailbox, startMailbox } from "./start-mailbox.ts";

const MAIL = {
  from: "hello@netvexa.test",
  to: ["ada@netvexa.test"],
  subject: "<b>Hi</b>",
  text: "<script>x()</script>",
};

let dir: string;
let mailbox: Mailbox;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "mailbox-"));
  mailbox = await startMailbox({ file: join(dir, "mail.json") });
});

afterEach(async () => {
  await mailbox.close();
  rmSync(dir, { recursive: true });
});

function post(mail: unknown, key = mailbox.key): Promise<Response> {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  return fetch(mailbox.sendUrl, { method: "POST", headers, body: JSON.stringify(mail) });
}

async function listed(): Promise<{ id: string; to: string; subject: string; text: string }[]> {
  return ((await (await fetch(`${mailbox.url}/dev/mail.json`)).json()) as { mails: [] }).mails;
}

describe("the local mailbox", () => {
  it("keeps what was sent, newest first, over a restart", async () => {
    await post(MAIL);
    await post({ ...MAIL, subject: "Second" });
    await mailbox.close();
    mailbox = await startMailbox({ file: join(dir, "mail.json") });
    expect((await listed()).map(({ subject }) => subject)).toEqual(["Second", "<b>Hi</b>"]);
  });

  it("shows a list and a mail as text, whatever they hold", async () => {
    await post(MAIL);
    const [mail] = await listed();
    for (const path of ["/dev/mail", `/dev/mail?id=${mail?.id}`]) {
      const response = await fetch(`${mailbox.url}${path}`);
      const html = await response.text();
      expect(html).toContain("&lt;b&gt;Hi&lt;/b&gt;");
      expect(html).not.toMatch(/<b>|<script/);
      expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    }
  });

  it("leads to the addresses in a mail, and to nothing else", async () => {
    await post({ ...MAIL, text: "Open https://app.test/x?a=1&b=<i>2 or javascript:alert(1)." });
    const [mail] = await listed();
    const html = await (await fetch(`${mailbox.url}/dev/mail?id=${mail?.id}`)).text();
    expect([...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)).toEqual([
      "/dev/mail",
      "https://app.test/x?a=1&amp;b=",
    ]);
    expect(html).not.toContain("<i>");
  });

  it("takes mail with its key only, and of the right shape", async () => {
    expect((await post(MAIL, "other")).status).toBe(401);
    expect((await post({ ...MAIL, to: [] })).status).toBe(400);
    const missing = await fetch(`${mailbox.url}/dev/mail?id=none`);
    expect([missing.status, await missing.text()]).toEqual([404, expect.stringContaining('href="/dev/mail"')]);
    expect(await listed()).toEqual([]);
  });
});
