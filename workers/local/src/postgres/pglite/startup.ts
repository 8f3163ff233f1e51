import type { FailureFields } from "../database-failure.ts";

const PROTOCOL_3 = 196_608;
const SSL_REQUEST = 80_877_103;
const GSS_REQUEST = 80_877_104;

export type StartupPacket =
  | { readonly kind: "encryption" }
  | { readonly kind: "startup"; readonly parameters: ReadonlyMap<string, string> }
  | { readonly kind: "other" };

/** The untyped packets that open a connection. */
export function readStartup(packet: Buffer): StartupPacket {
  const code = packet.readInt32BE(4);
  if (code === SSL_REQUEST || code === GSS_REQUEST) return { kind: "encryption" };
  if (code !== PROTOCOL_3) return { kind: "other" };
  const words = packet.toString("utf8", 8).split("\0");
  const parameters = new Map<string, string>();
  for (let i = 0; i + 1 < words.length && words[i]; i += 2) parameters.set(words[i] ?? "", words[i + 1] ?? "");
  return { kind: "startup", parameters };
}

export const ENCRYPTION_REFUSED = Buffer.from("N");

/** Asked for although any password will do: Neon's driver sends one without waiting for the question. */
export const PASSWORD_WANTED = frame("R", int32(3));

/** What a server says once it has let somebody in. */
export const WELCOME = Buffer.concat([
  frame("R", int32(0)),
  ...Object.entries({
    server_version: "18.6",
    server_encoding: "UTF8",
    client_encoding: "UTF8",
    DateStyle: "ISO, MDY",
    IntervalStyle: "postgres",
    TimeZone: "UTC",
    integer_datetimes: "on",
    standard_conforming_strings: "on",
  }).map(([name, value]) => frame("S", Buffer.from(`${name}\0${value}\0`))),
  frame("K", Buffer.alloc(8)),
  frame("Z", Buffer.from("I")),
]);

export function errorFrame(message: string, { severity = "FATAL", code = "08P01" }: FailureFields): Buffer {
  return frame("E", Buffer.from(`S${severity}\0V${severity}\0C${code}\0M${message}\0\0`));
}

function frame(type: string, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}
