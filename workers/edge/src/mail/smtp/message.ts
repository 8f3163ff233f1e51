import type { Mail } from "../mailer.ts";

interface Envelope extends Mail {
  from: string;
  at: Date;
  /** Unique left side of the message's id. */
  id: string;
}

const ADDRESS = /^[^\s<>"(),:;\\@]{1,64}@[a-z0-9.-]{1,190}$/i;
const PRINTABLE = /^[\x20-\x7e]*$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not get into a header
const CONTROL = /[\x00-\x1f\x7f]/;
const BASE64_LINE_CHARS = 76;
/** An encoded word has at most 75 characters; this many bytes of UTF-8 fit into one. */
const WORD_BYTES = 42;

/** The bare address of `ada@example.com` or `Ada <ada@example.com>`. Throws for what could say more than that. */
export function addressOf(mailbox: string): string {
  const address = /<([^<>]*)>$/.exec(mailbox)?.[1] ?? mailbox;
  if (!PRINTABLE.test(address) || !ADDRESS.test(address)) throw new Error("an address that cannot be mailed");
  return address;
}

/** The whole mail, lines ended by CRLF. Bodies are base64, so no line of theirs can be mistaken for a command. */
export function formatMessage({ from, to, subject, text, html, at, id }: Envelope): string {
  const headers = [
    `From: ${mailbox(from)}`,
    `To: ${addressOf(to)}`,
    `Subject: ${encodeWords(subject)}`,
    `Date: ${at.toUTCString().replace("GMT", "+0000")}`,
    `Message-ID: <${id}@${addressOf(from).split("@").at(-1)}>`,
    "MIME-Version: 1.0",
    "Auto-Submitted: auto-generated",
  ];
  const plain = part("text/plain", text);
  if (html === undefined) return lines([...headers, ...plain]);
  const boundary = `part-${id}`;
  return lines([
    ...headers,
    `Content-Type: multipart/alternative; boundary="${boundary}"`,
    "",
    `--${boundary}`,
    ...plain,
    `--${boundary}`,
    ...part("text/html", html),
    `--${boundary}--`,
  ]);
}

function part(type: string, body: string): string[] {
  const wrapped = toBase64(utf8(body)).match(new RegExp(`.{1,${BASE64_LINE_CHARS}}`, "g")) ?? [];
  return [`Content-Type: ${type}; charset=utf-8`, "Content-Transfer-Encoding: base64", "", ...wrapped];
}

function lines(all: readonly string[]): string {
  return `${all.join("\r\n")}\r\n`;
}

function mailbox(text: string): string {
  const name = /^(.*?)\s*<[^<>]*>$/.exec(text)?.[1] ?? "";
  const address = addressOf(text);
  return name === "" ? address : `${encodeWords(name)} <${address}>`;
}

/** Throws rather than let a line break start a header of its own. */
function encodeWords(text: string): string {
  if (CONTROL.test(text)) throw new Error("a header with a control character");
  if (PRINTABLE.test(text) && !/=\?|[<>@,;:"()[\]\\]/.test(text)) return text;
  const words: string[] = [];
  let word = "";
  for (const letter of text) {
    if (utf8(word + letter).length > WORD_BYTES) {
      words.push(word);
      word = "";
    }
    word += letter;
  }
  return [...words, word].map((part) => `=?utf-8?B?${toBase64(utf8(part))}?=`).join("\r\n ");
}

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function toBase64(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
