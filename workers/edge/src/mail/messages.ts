import type { Mail } from "./mailer.ts";

/** Every link is built from the configured address alone: what a request says about its host never gets here. */
interface Addressed {
  publicUrl: string;
  to: string;
  token: string;
}

type Message = Omit<Mail, "html">;

export function verificationMail({ publicUrl, to, token }: Addressed): Message {
  const query = new URLSearchParams({ token, callbackURL: "/app/confirmed" });
  return {
    to,
    subject: "Confirm your e-mail address",
    text: paragraphs(
      "Please confirm that this address is yours by opening this link within one hour:",
      `${publicUrl}/auth/verify-email?${query}`,
      "If you did not sign up at NETVEXA, ignore this mail.",
    ),
  };
}

/** The token stands behind the `#`, where neither a server's log nor a referrer sees it. */
export function resetMail({ publicUrl, to, token }: Addressed): Message {
  return {
    to,
    subject: "Set a new password",
    text: paragraphs(
      "Somebody, hopefully you, asked for a new password. This link works once, within one hour:",
      `${publicUrl}/app/reset-password#token=${encodeURIComponent(token)}`,
      "A new password ends every session. If you did not ask, ignore this mail; your password stays.",
    ),
  };
}

/** Sent instead of a second account; the form's answer does not tell that there is one. */
export function knownAddressMail({ publicUrl, to }: Omit<Addressed, "token">): Message {
  return {
    to,
    subject: "You already have an account",
    text: paragraphs(
      "Somebody, hopefully you, tried to sign up with this address, which has an account already. Sign in here:",
      `${publicUrl}/app/sign-in`,
      "If it was not you, nothing has changed and there is nothing to do.",
    ),
  };
}

/** A way in that its owner did not make would otherwise stay unseen, even past a new password. */
export function passkeyMail({ publicUrl, to }: Omit<Addressed, "token">): Message {
  return {
    to,
    subject: "A passkey was added to your account",
    text: paragraphs(
      "Somebody, hopefully you, has added a passkey. It signs in to your account without the password. See your passkeys here:",
      `${publicUrl}/app/account`,
      "If it was not you, remove it there, set a new password and sign out everywhere.",
    ),
  };
}

interface Invited extends Addressed {
  workspace: string;
  /** The address of a person, which is known to be theirs; what they call themselves is not. */
  inviter: string;
  role: string;
}

export function invitationMail({ publicUrl, to, token, workspace, inviter, role }: Invited): Message {
  return {
    to,
    subject: "You are invited to a workspace",
    text: paragraphs(
      `${inviter} invites you to join the workspace “${workspace}” at NETVEXA as ${role}. Sign in with this address, then open:`,
      `${publicUrl}/app/invitation#token=${encodeURIComponent(token)}`,
      "The link works once, within seven days. If you did not expect it, ignore this mail.",
    ),
  };
}

function paragraphs(...parts: string[]): string {
  return `${parts.join("\n\n")}\n`;
}
