import type { Mailer } from "./mailer.ts";

const SEND_TIMEOUT_MS = 10_000;

/** A provider that takes `{ from, to, subject, text, html? }` as JSON behind a bearer key, as Resend and others do. */
export function createHttpMailer(provider: { url: string; key: string; from: string }): Mailer {
  return {
    async send(mail) {
      const response = await fetch(provider.url, {
        method: "POST",
        headers: { authorization: `Bearer ${provider.key}`, "content-type": "application/json" },
        body: JSON.stringify({ ...mail, from: provider.from, to: [mail.to] }),
        redirect: "manual",
        signal: AbortSignal.timeout(SEND_TIMEOUT_MS),
      });
      // The provider's own words may repeat the address, so only its status is told.
      await response.body?.cancel();
      if (!response.ok) throw new Error(`the mail provider answered ${response.status}`);
    },
  };
}
