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

const SIGN_IN_CHANGES = {
  password: "The password of your account was changed.",
  second_factor_on: "The second factor of your account was turned on: signing in takes a code besides the password.",
  second_factor_off: "The second factor of your account was turned off: the password alone signs in again.",
  recovery_codes: "New recovery codes were made for your account; the earlier ones stopped working.",
  recovery_code_used: "Somebody signed in to your account with one of your recovery codes, which is used up now.",
  passkey_removed: "A passkey was removed from your account.",
} as const;
export type SignInChange = keyof typeof SIGN_IN_CHANGES;

/** Goes out after the fact, so that a change by somebody else does not stay unseen. */
export function signInChangeMail({
  publicUrl,
  to,
  change,
}: Omit<Addressed, "token"> & { change: SignInChange }): Message {
  return {
    to,
    subject: "A change in how you sign in",
    text: paragraphs(
      SIGN_IN_CHANGES[change],
      "If it was you, there is nothing to do. If it was not, set a new password and sign out everywhere here:",
      `${publicUrl}/app/account`,
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
