import { type MemberRole, ROLE_MEANINGS } from "@netvexa/contract/roles";

export const ACCEPT_TEXT = {
  title: "You are invited",
  loading: "Reading the invitation",
  noToken: "This link is not whole. Open it again from the mail.",
  signInFirst: "Sign in with the address that the invitation was mailed to, or create an account for it.",
  signIn: "Sign in",
  signUp: "Create an account",
  join: "Join the workspace",
  as: "You are signed in as",
  invites: "invites you to join the workspace",
  role: (name: string) => `as ${name.toLowerCase()}.`,
  other: "Use another account",
  refused: "This invitation is for another address, was used already, was taken back, or is too old.",
} as const;

export const TEXT = {
  title: "Members",
  description: "Who works in this workspace, and what each of them may do.",
  readOnly: "Only owners and admins can change who is a member.",
  loading: "Loading members",
  columns: { member: "Member", role: "Role", factor: "Second factor", joined: "Joined", actions: "Actions" },
  you: "You",
  suspended: "Suspended",
  factorOn: "On",
  factorOff: "Off",
  roleOf: "Role of",
  roleChanged: "The new role counts from their next request.",
  more: "More for",
  suspend: "Suspend",
  restore: "Restore",
  remove: "Remove",
  transfer: "Make the owner",
  restored: "is a member again.",
  suspendDialog: {
    title: "Suspend this member?",
    text: "They are refused everywhere in this workspace from their next request on, and keep their role for later.",
    confirm: "Suspend",
    done: "is suspended.",
  },
  roleDialog: {
    title: "Change this role?",
    owner: "They can do everything then, also remove you. You stay an owner.",
    former: "They are no owner any more. Only an owner can make them one again.",
    own: "You lose what the new role does not include, and cannot give it back to yourself.",
    confirm: "Change the role",
  },
  removeDialog: {
    title: "Remove this member?",
    text: "They lose all access to this workspace from their next request on. To come back they need a new invitation.",
    confirm: "Remove",
    done: "is no member any more.",
  },
  transferDialog: {
    title: "Hand the ownership over?",
    text: "They become the owner, and you become an admin. Only they can undo this.",
    field: "Type their e-mail to confirm",
    fieldError: "This is not their e-mail.",
    confirm: "Hand over",
    done: "is the owner now.",
  },
  roles: "What the roles may do",
  invite: "Invite somebody",
  invitations: {
    title: "Open invitations",
    description: "Each link works once, within seven days, for its address alone.",
    loading: "Loading invitations",
    none: "No invitation is open.",
    columns: { email: "E-mail", role: "Role", ends: "Ends", actions: "Actions" },
    resend: "Send again",
    revoke: "Take back",
    revoked: "The invitation is taken back; its link is of no use any more.",
  },
  inviteDialog: {
    title: "Invite somebody",
    text: "They get a link by mail, whether they have an account or not.",
    email: "E-mail",
    role: "Role",
    submit: "Send the invitation",
  },
  sent: "The invitation is on its way.",
  notSent: "The invitation stands, but its mail could not be sent. Try “Send again” in a few minutes.",
} as const;

/** "Editor" */
export function roleName(role: MemberRole): string {
  return role.charAt(0).toUpperCase() + role.slice(1);
}

/** "May read and write agents …" */
export function roleMeaning(role: MemberRole): string {
  return `May ${ROLE_MEANINGS[role]}.`;
}
