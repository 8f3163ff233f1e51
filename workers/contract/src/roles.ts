export const MEMBER_ROLES = ["owner", "admin", "editor", "operator", "viewer", "billing"] as const;
export type MemberRole = (typeof MEMBER_ROLES)[number];

/** What each role may do, in the words that people read; the guide's table says the same. */
export const ROLE_MEANINGS: Readonly<Record<MemberRole, string>> = {
  owner: "do everything, and hand the ownership over",
  admin: "do everything else, but not make or unmake an owner",
  editor: "read and write agents and sources, ask, and read conversations",
  operator: "read all that, and ask",
  viewer: "read all that",
  billing: "see who is a member",
};
