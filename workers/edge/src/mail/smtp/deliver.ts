import { toBase64, utf8 } from "./message.ts";
import type { Reply, Wire } from "./wire.ts";

export interface Login {
  user: string;
  password: string;
}

export interface Delivery {
  /** What we call ourselves. */
  clientName: string;
  login: Login | undefined;
  /** Whether the server must agree to encrypt before it hears anything of ours. */
  needsStartTls: boolean;
  from: string;
  to: string;
  message: string;
}

/** Hands one mail to a server (RFC 5321). Whatever it answers, only its code is told. */
export async function deliver(wire: Wire, delivery: Delivery): Promise<void> {
  await introduce(wire, delivery);
  await command(wire, `MAIL FROM:<${delivery.from}>`, 250);
  await command(wire, `RCPT TO:<${delivery.to}>`, 250);
  await command(wire, "DATA", 354);
  await command(wire, `${stuff(delivery.message)}.`, 250);
  // The mail is theirs by now; a server that hangs up without a word has it all the same.
  await wire.write("QUIT\r\n").catch(() => undefined);
}

async function introduce(wire: Wire, { clientName, login, needsStartTls }: Delivery): Promise<void> {
  expectCode(await wire.read(), 220);
  let { lines } = await command(wire, `EHLO ${clientName}`, 250);
  if (needsStartTls) {
    // Without a fallback: whoever strips the offer would get the password.
    if (!lines.some((line) => /^STARTTLS$/i.test(line))) throw new Error("the mail server does not encrypt");
    await command(wire, "STARTTLS", 220);
    wire.startTls();
    ({ lines } = await command(wire, `EHLO ${clientName}`, 250));
  }
  if (login !== undefined) await authenticate(wire, login, lines);
}

async function authenticate(wire: Wire, { user, password }: Login, offered: readonly string[]): Promise<void> {
  const ways =
    offered
      .find((line) => /^AUTH[ =]/i.test(line))
      ?.toUpperCase()
      .split(/[ =]/) ?? [];
  if (ways.includes("PLAIN")) {
    await command(wire, `AUTH PLAIN ${toBase64(utf8(`\0${user}\0${password}`))}`, 235);
    return;
  }
  if (!ways.includes("LOGIN")) throw new Error("the mail server offers no way to sign in that we know");
  await command(wire, "AUTH LOGIN", 334);
  await command(wire, toBase64(utf8(user)), 334);
  await command(wire, toBase64(utf8(password)), 235);
}

async function command(wire: Wire, line: string, code: number): Promise<Reply> {
  await wire.write(`${line}\r\n`);
  return expectCode(await wire.read(), code);
}

function expectCode(reply: Reply, code: number): Reply {
  if (reply.code !== code) throw new Error(`the mail server answered ${reply.code} where ${code} was expected`);
  return reply;
}

/** A line that begins with a dot gets a second one, for a lone dot ends the mail. */
function stuff(message: string): string {
  return message.replaceAll(/^\./gm, "..");
}
