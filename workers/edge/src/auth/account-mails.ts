import { waitUntil } from "cloudflare:workers";
import type { Mail } from "../mail/mailer.ts";
import {
  knownAddressMail,
  passkeyMail,
  resetMail,
  type SignInChange,
  signInChangeMail,
  verificationMail,
} from "../mail/messages.ts";
import type { Services } from "../services/context.ts";

interface Known {
  user: { email: string };
}
type WithToken = Known & { token: string };

/**
 * The mails that the library asks for. They leave after the answer: its time must not tell whether an address has
 * an account. A mail that does not leave is logged without address or link, and can be asked for again.
 */
export function createAccountMails({ mailer, publicUrl, log }: Pick<Services, "mailer" | "publicUrl" | "log">) {
  const post = async (kind: string, mail: Mail) => {
    waitUntil(mailer.send(mail).catch(() => log("error", "mail_failed", { code: kind })));
  };
  return {
    verify: ({ user, token }: WithToken) =>
      post("verification", verificationMail({ publicUrl, to: user.email, token })),
    reset: ({ user, token }: WithToken) => post("reset", resetMail({ publicUrl, to: user.email, token })),
    passkey: (to: string) => post("passkey", passkeyMail({ publicUrl, to })),
    changed: (to: string, change: SignInChange) => post("sign_in_change", signInChangeMail({ publicUrl, to, change })),
    known: ({ user }: Known) => post("known_address", knownAddressMail({ publicUrl, to: user.email })),
  };
}
