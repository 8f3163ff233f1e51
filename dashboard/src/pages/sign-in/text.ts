import type { AuthRefusal } from "../../data/auth.ts";

export const PASSWORD_MIN_CHARS = 8;

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
  },
  signUp: {
    title: "Create an account",
    lead: "Give your website an agent that answers from your own knowledge.",
    submit: "Create account",
    passwordHint: `At least ${PASSWORD_MIN_CHARS} characters. A sentence is easy to remember.`,
    other: "Already have an account?",
    otherLink: "Sign in",
  },
  errors: {
    name: "Enter your name.",
    email: "Enter an e-mail address such as ana@example.com.",
    password: "Enter your password.",
    passwordShort: `The password needs at least ${PASSWORD_MIN_CHARS} characters.`,
  },
} as const;

export const REFUSALS: Record<AuthRefusal, string> = {
  wrong_password: "The e-mail or the password is wrong.",
  email_taken: "There is already an account with this e-mail. Sign in instead.",
  weak_password: TEXT.errors.passwordShort,
  invalid_email: TEXT.errors.email,
  too_many: "Too many attempts. Wait a minute and try again.",
};
