import { type InvitationOffer, InvitedRole, type Joined } from "@netvexa/contract/http/members";
import { ServiceError } from "@netvexa/contract/problem";
import type { Transaction } from "@netvexa/db/batch";
import { controlTx } from "@netvexa/db/control";
import { authUser } from "@netvexa/db/schema/auth";
import { invitation, member, tenant } from "@netvexa/db/schema/tenant";
import { and, eq, gt, inArray, isNull, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { sha256Hex } from "../../auth/digest.ts";
import { tenantOf } from "../../auth/tenant-of.ts";
import { controlAuditStatement } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { isMemberRole } from "../permissions.ts";

/**
 * Makes the signed-in user a member of the tenant that invited their address. Whatever is wrong with the token, the
 * answer is `not_found`. An invitation falls with the rights of whoever sent it.
 */
export async function acceptInvitation(context: Context, token: string): Promise<Joined> {
  const { services, actor } = context;
  if (actor.kind !== "user") throw new ServiceError("forbidden");
  const tokenHash = await sha256Hex(token);
  return controlTx(services.db, async (tx) => {
    const found = await findOpen(tx, { tokenHash, userId: actor.id, at: new Date(services.now()) });
    if (found === undefined || !isMemberRole(found.role)) throw new ServiceError("not_found");
    const { id, tenantId, role } = found;
    const joined = await tx
      .insert(member)
      .values({ id: crypto.randomUUID(), tenantId, userId: actor.id, role, createdAt: new Date(services.now()) })
      .onConflictDoNothing()
      .returning({ id: member.id });
    if (joined.length === 0) throw new ServiceError("conflict", { detail: "You are a member already." });
    await tx.update(invitation).set({ status: "accepted", tokenHash: null }).where(eq(invitation.id, id));
    const by = { services, actor, tenant: tenantOf({ tenantId }) };
    const target = { kind: "user", id: actor.id };
    await tx.execute(controlAuditStatement(by, { action: "member.join", target, detail: { role, invitationId: id } }));
    return { tenantId, role };
  });
}

/** What an invitation offers, to whom it was sent alone; every other one is `not_found`. */
export async function readInvitation({ services, actor }: Context, token: string): Promise<InvitationOffer> {
  if (actor.kind !== "user") throw new ServiceError("forbidden");
  const tokenHash = await sha256Hex(token);
  return controlTx(services.db, async (tx) => {
    const found = await findOpen(tx, { tokenHash, userId: actor.id, at: new Date(services.now()) });
    if (found === undefined) throw new ServiceError("not_found");
    const { workspace, inviter, role, expiresAt } = found;
    return { workspace, inviter, role: InvitedRole.parse(role), expiresAt: expiresAt.toISOString() };
  });
}

const inviter = alias(authUser, "inviter");

async function findOpen(tx: Transaction, { tokenHash, userId, at }: { tokenHash: string; userId: string; at: Date }) {
  const [row] = await tx
    .select({
      id: invitation.id,
      tenantId: invitation.tenantId,
      role: invitation.role,
      expiresAt: invitation.expiresAt,
      workspace: tenant.name,
      inviter: inviter.email,
    })
    .from(invitation)
    .innerJoin(authUser, eq(sql`lower(${authUser.email})`, sql`lower(${invitation.email})`))
    .innerJoin(tenant, eq(tenant.id, invitation.tenantId))
    .innerJoin(inviter, eq(inviter.id, invitation.inviterId))
    .innerJoin(member, and(eq(member.tenantId, invitation.tenantId), eq(member.userId, invitation.inviterId)))
    .where(
      and(
        eq(invitation.tokenHash, tokenHash),
        eq(invitation.status, "pending"),
        gt(invitation.expiresAt, at),
        eq(authUser.id, userId),
        inArray(member.role, ["owner", "admin"]),
        isNull(member.suspendedAt),
      ),
    )
    .for("update", { of: invitation });
  return row;
}
