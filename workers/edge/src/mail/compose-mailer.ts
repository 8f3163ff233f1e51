import { ServiceError } from "@netvexa/contract/problem";
import type { Settings } from "../env.ts";
import { createHttpMailer } from "./http-mailer.ts";
import type { Mailer } from "./mailer.ts";

/** Without a provider nothing can be sent, and whoever tries is told so. */
const noMailer: Mailer = {
  send: () => Promise.reject(new ServiceError("unavailable", { detail: "No mail provider is configured." })),
};

export function composeMailer(settings: Settings): Mailer {
  const { MAIL_HTTP_URL: url, MAIL_HTTP_KEY: key, MAIL_SMTP_URL: smtpUrl, MAIL_FROM: from } = settings;
  if (from === undefined) return noMailer;
  if (smtpUrl !== undefined) return twice(lazySmtp({ url: smtpUrl, from }));
  return url === undefined || key === undefined ? noMailer : twice(createHttpMailer({ url, key, from }));
}

/** Most mail servers are never spoken to by this isolate, so the client is loaded with the first mail. */
function lazySmtp(server: { url: string; from: string }): Mailer {
  return {
    async send(mail) {
      const [{ connect }, { createSmtpMailer }] = await Promise.all([
        import("cloudflare:sockets"),
        import("./smtp/smtp-mailer.ts"),
      ]);
      const ports = { connect, now: () => Date.now(), newId: () => crypto.randomUUID() };
      await createSmtpMailer(server, ports).send(mail);
    },
  };
}

/** Providers drop a connection now and then; a second failure is one to tell. */
function twice(mailer: Mailer): Mailer {
  return { send: (mail) => mailer.send(mail).catch(() => mailer.send(mail)) };
}
