export const TEXT = {
  title: "You are invited",
  lead: "Join the workspace that has invited you.",
  signInFirst: "Sign in with the address that the invitation was mailed to, or create an account for it.",
  signIn: "Sign in",
  signUp: "Create an account",
  join: "Join the workspace",
  as: "You are signed in as",
  refused: "This invitation is for another address, was used already, or is too old.",
} as const;
