import { z } from "zod";
import { idSchema } from "../ids.ts";
import { MEMBER_ROLES } from "../roles.ts";

export const MemberRole = z.enum(MEMBER_ROLES);
export type MemberRole = z.infer<typeof MemberRole>;

/** An owner is made by another owner, never by a mail. */
export const InvitedRole = MemberRole.exclude(["owner"]);
export type InvitedRole = z.infer<typeof InvitedRole>;

export const Member = z.strictObject({
  userId: idSchema("user"),
  name: z.string(),
  email: z.string(),
  role: MemberRole,
  hasSecondFactor: z.boolean(),
  joinedAt: z.iso.datetime(),
  /** Present while the member is suspended. */
  suspendedAt: z.iso.datetime().optional(),
});
export type Member = z.infer<typeof Member>;

export const MemberPatch = z
  .strictObject({ role: MemberRole.optional(), suspended: z.boolean().optional() })
  .refine(({ role, suspended }) => role !== undefined || suspended !== undefined, "Say what to change.");
export type MemberPatch = z.infer<typeof MemberPatch>;

export const InvitationInput = z.strictObject({
  email: z.email().max(254),
  role: InvitedRole,
});
export type InvitationInput = z.infer<typeof InvitationInput>;

export const Invitation = z.strictObject({
  id: idSchema("invitation"),
  email: z.string(),
  role: InvitedRole,
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});
export type Invitation = z.infer<typeof Invitation>;

/** An invitation that was just made; it stands even if its mail did not leave, and a second one replaces it. */
export const InvitationMade = Invitation.extend({ isMailed: z.boolean() });
export type InvitationMade = z.infer<typeof InvitationMade>;

/** Who invites whom where, for the invited person to judge before they join. */
export const InvitationOffer = z.strictObject({
  workspace: z.string(),
  inviter: z.string(),
  role: InvitedRole,
  expiresAt: z.iso.datetime(),
});
export type InvitationOffer = z.infer<typeof InvitationOffer>;

/** The secret of the mailed link. */
export const InvitationAnswer = z.strictObject({ token: z.string().min(1).max(200) });
export type InvitationAnswer = z.infer<typeof InvitationAnswer>;

export const Joined = z.strictObject({ tenantId: idSchema("tenant"), role: MemberRole });
export type Joined = z.infer<typeof Joined>;
