import type { MemberRole } from "@netvexa/contract/http/members";
import type { Id } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import type { Transaction } from "@netvexa/db/batch";
import { controlTx } from "@netvexa/db/control";
import { member, tenant as tenantTable } from "@netvexa/db/schema/tenant";
import { and, eq } from "drizzle-orm";
import { controlAuditStatement, type Deed } from "../audit/record.ts";
import type { Context } from "../context.ts";

type UserId = Id<"user">;
type Roles = ReadonlyMap<string, string>;

/** Gives a member another role. Only an owner makes or unmakes owners, and the last one stays. */
export function changeRole(context: Context, userId: UserId, role: MemberRole): Promise<void> {
  return changeMembers(context, async (tx, roles) => {
    requireChangeable(context, roles, userId, role);
    await setRole(tx, context, userId, role);
    return {
      action: "member.role",
      target: { kind: "user", id: userId },
      detail: { from: roles.get(userId), to: role },
    };
  });
}

/** Ends a membership. The next request of that person is refused. */
export function removeMember(context: Context, userId: UserId): Promise<void> {
  return changeMembers(context, async (tx, roles) => {
    requireChangeable(context, roles, userId, undefined);
    await tx.delete(member).where(and(eq(member.tenantId, context.tenant.tenantId), eq(member.userId, userId)));
    return { action: "member.remove", target: { kind: "user", id: userId }, detail: { role: roles.get(userId) } };
  });
}

/** Makes another member an owner and the caller an admin, both or neither. */
export function transferOwnership(context: Context, userId: UserId): Promise<void> {
  const { actor } = context;
  return changeMembers(context, async (tx, roles) => {
    if (!roles.has(userId)) throw new ServiceError("not_found");
    if (actor.id === userId) throw new ServiceError("conflict", { detail: "You are the owner already." });
    // Read again under the lock: another transfer may have been faster.
    if (roles.get(actor.id) !== "owner") throw new ServiceError("forbidden");
    await setRole(tx, context, userId, "owner");
    await setRole(tx, context, actor.id, "admin");
    return { action: "owner.transfer", target: { kind: "user", id: userId }, detail: { from: actor.id } };
  });
}

/** Runs one change of a tenant's members at a time, and writes down what it was. */
function changeMembers(context: Context, change: (tx: Transaction, roles: Roles) => Promise<Deed>): Promise<void> {
  const { tenantId } = context.tenant;
  return controlTx(context.services.db, async (tx) => {
    await tx.select({ id: tenantTable.id }).from(tenantTable).where(eq(tenantTable.id, tenantId)).for("update");
    const rows = await tx.select().from(member).where(eq(member.tenantId, tenantId));
    const deed = await change(tx, new Map(rows.map((row) => [row.userId, row.role])));
    await tx.execute(controlAuditStatement(context, deed));
  });
}

function requireChangeable({ actor }: Context, roles: Roles, userId: UserId, to: MemberRole | undefined): void {
  const from = roles.get(userId);
  if (from === undefined) throw new ServiceError("not_found");
  const touchesOwner = from === "owner" || to === "owner";
  if (touchesOwner && roles.get(actor.id) !== "owner") throw new ServiceError("forbidden");
  const owners = [...roles.values()].filter((role) => role === "owner").length;
  if (from === "owner" && to !== "owner" && owners === 1) {
    throw new ServiceError("conflict", { detail: "The last owner cannot go. Transfer the ownership first." });
  }
}

async function setRole(tx: Transaction, { tenant }: Context, userId: string, role: MemberRole): Promise<void> {
  await tx
    .update(member)
    .set({ role })
    .where(and(eq(member.tenantId, tenant.tenantId), eq(member.userId, userId)));
}
