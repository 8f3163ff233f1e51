import { type AuthRefusal, AuthRefused } from "../../data/auth.ts";
import { plural } from "../../lib/format.ts";

const MINUTE_MS = 60_000;
export const PASSWORD_MIN_CHARS = 10;

export const TEXT = {
  email: "E-mail",
  password: "Password",
  name: "Your name",
  signIn: {
    title: "Sign in",
    lead: "Welcome back.",
    submit: "Sign in",
    other: "New here?",
    otherLink: "Create an account",
    forgot: "Forgot your password?",
  },
  code: {
    title: "Enter your code",
    lead: "Your account has a second factor.",
    submit: "Continue",
    other: "Wrong account?",
    otherLink: "Sign in with another one",
    label: "Code",
    hint: "Six digits of your authenticator, or one of your recovery codes.",
  },
  resend: {
    button: "Send the link again",
    sent: "The link is on its way. It works for an hour. If nothing arrives, try again in a few minutes.",
  },
  passkey: {
    signIn: "Use a passkey instead",
    dismissed: "No passkey was used. Try again, or use your password.",
  },
  forgot: {
    title: "Forgot your password?",
    lead: "We mail you a link to set a new one.",
    submit: "Send the link",
    other: "Remembered it?",
    otherLink: "Sign in",
    sent: "If there is an account with this address, the link is on its way. It works for an hour. If nothing arrives, ask again in a few minutes.",
  },
  reset: {
    title: "Set a new password",
    lead: "Every session ends, so you sign in again afterwards.",
    submit: "Set the password",
    other: "Link too old?",
    otherLink: "Ask for a new one",
    password: "New password",
    done: "Your new password is set. Sign in with it now.",
    signIn: "Sign in",
    noToken: "This link is not whole. Open it again from the mail.",
  },
  confirmed: {
    title: "Address confirmed",
    good: "Thank you, this address is yours.",
    badTitle: "Link of no use",
    bad: "This link was used already, is too old or is not whole.",
    badSignedOut: "Sign in: if your address still has to be confirmed, you can ask for a new link there.",
    goOn: "Go to your workspace",
    signIn: "Sign in",
  },
  signUp: {
    title: "Create an account",
    lead: "Give your website an agent that answers from your own knowledge.",
    submit: "Create account",
    passwordHint: `At least ${PASSWORD_MIN_CHARS} characters. A sentence is easy to remember.`,
    other: "Already have an account?",
    otherLink: "Sign in",
    sent: "Nearly done: open the link that we have mailed to you.",
    sentInvited:
      "Nearly done: open the link that we have mailed to you, and then the one of your invitation once more.",
  },
  errors: {
    name: "Enter your name.",
    email: "Enter an e-mail address such as ana@example.com.",
    password: "Enter your password.",
    code: "Enter a code.",
    passwordShort: `The password needs at least ${PASSWORD_MIN_CHARS} characters.`,
  },
} as const;

const REFUSALS: Record<AuthRefusal, string> = {
  wrong_password: "The e-mail or the password is wrong.",
  email_taken: "There is already an account with this e-mail. Sign in instead.",
  weak_password: TEXT.errors.passwordShort,
  invalid_email: TEXT.errors.email,
  too_many: "Too many attempts. Wait a while and try again.",
  unverified: "This address is not confirmed yet. Open the link that we have mailed to you.",
  wrong_code: "The code is wrong or too old. Try the next one.",
  wrong_present_password: "The password is wrong.",
  passkey_dismissed: TEXT.passkey.dismissed,
  passkey_refused: "This passkey could not be used. It may have been removed from your account.",
  passkey_known: "This device holds a passkey of your account already.",
  sign_in_again: "You signed in a while ago. Sign out and in again to add a passkey.",
  used_link: "This link was used already or is too old. Ask for a new one below.",
};

/** Plain words for a refusal; undefined for every other failure. */
export function explainRefusal(error: unknown): string | undefined {
  if (!(error instanceof AuthRefused)) return undefined;
  const { refusal, retryAfterMs } = error;
  if (refusal !== "too_many" || retryAfterMs === undefined) return REFUSALS[refusal];
  return `Too many attempts. Try again in ${plural(Math.ceil(retryAfterMs / MINUTE_MS), "minute")}.`;
}
