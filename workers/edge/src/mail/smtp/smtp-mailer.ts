import type { Mailer } from "../mailer.ts";
import { type Delivery, deliver } from "./deliver.ts";
import { addressOf, formatMessage } from "./message.ts";
import { type Connection, Wire } from "./wire.ts";

export interface SmtpPorts {
  connect: (
    address: { hostname: string; port: number },
    options: { secureTransport: SecureTransport; allowHalfOpen: false },
  ) => Connection;
  now: () => number;
  newId: () => string;
}

type SecureTransport = "off" | "on" | "starttls";

const TIMEOUT_MS = 20_000;
const PORTS: Record<SecureTransport, number> = { on: 465, starttls: 587, off: 25 };

/**
 * `smtps://user:password@host` encrypts from the first byte; `smtp://…` must be able to with STARTTLS, unless it
 * ends in `?tls=off`, which the settings allow while developing only.
 */
export function createSmtpMailer({ url, from }: { url: string; from: string }, ports: SmtpPorts): Mailer {
  const server = new URL(url);
  const secureTransport = transportOf(server);
  const address = { hostname: server.hostname, port: Number(server.port) || PORTS[secureTransport] };
  const login =
    server.username === ""
      ? undefined
      : { user: decodeURIComponent(server.username), password: decodeURIComponent(server.password) };
  return {
    async send(mail) {
      const sender = addressOf(from);
      const delivery: Delivery = {
        clientName: sender.split("@").at(-1) ?? "localhost",
        login,
        needsStartTls: secureTransport === "starttls",
        from: sender,
        to: addressOf(mail.to),
        message: formatMessage({ ...mail, from, at: new Date(ports.now()), id: ports.newId() }),
      };
      const wire = new Wire(ports.connect(address, { secureTransport, allowHalfOpen: false }));
      try {
        await within(TIMEOUT_MS, deliver(wire, delivery));
      } finally {
        // Whether it could be closed changes nothing about the mail.
        wire.close().catch(() => undefined);
      }
    },
  };
}

function transportOf({ protocol, searchParams }: URL): SecureTransport {
  if (protocol === "smtps:") return "on";
  return searchParams.get("tls") === "off" ? "off" : "starttls";
}

async function within<T>(ms: number, task: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error("the mail server took too long")), ms);
  try {
    return await Promise.race([task, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
