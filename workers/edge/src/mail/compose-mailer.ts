import { ServiceError } from "@netvexa/contract/problem";
import type { Settings } from "../env.ts";
import { createHttpMailer } from "./http-mailer.ts";
import type { Mailer } from "./mailer.ts";

/** Without a provider nothing can be sent, and whoever tries is told so. */
const noMailer: Mailer = {
  send: () => Promise.reject(new ServiceError("unavailable", { detail: "No mail provider is configured." })),
};

export function composeMailer({ MAIL_HTTP_URL: url, MAIL_HTTP_KEY: key, MAIL_FROM: from }: Settings): Mailer {
  if (url === undefined || key === undefined || from === undefined) return noMailer;
  return createHttpMailer({ url, key, from });
}
