import type { MemberPatch, MemberRole } from "@netvexa/contract/http/members";
import type { Id } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import type { Transaction } from "@netvexa/db/batch";
import { controlTx } from "@netvexa/db/control";
import { member, tenant as tenantTable } from "@netvexa/db/schema/tenant";
import { and, eq } from "drizzle-orm";
import { controlAuditStatement, type Deed } from "../audit/record.ts";
import type { Context } from "../context.ts";

type UserId = Id<"user">;
type Row = typeof member.$inferSelect;
/** Kept in step with the table while a change goes on. */
type Members = Map<string, Row>;

/**
 * Gives a member another role, or suspends or restores them, or both: each step judges what the one before it left, so
 * whoever is restored may be given any role, and whoever was made an owner cannot be suspended.
 */
export function changeMember(context: Context, userId: UserId, { role, suspended }: MemberPatch): Promise<void> {
  return changeMembers(context, async (tx, members) => {
    const deeds: Deed[] = [];
    if (suspended === false) deeds.push(await setSuspended(tx, context, { members, userId, suspended }));
    if (role !== undefined) deeds.push(await giveRole(tx, context, { members, userId, role }));
    if (suspended === true) deeds.push(await setSuspended(tx, context, { members, userId, suspended }));
    return deeds;
  });
}

/** Only an owner makes or unmakes owners, and the last one stays. */
async function giveRole(
  tx: Transaction,
  context: Context,
  { members, userId, role }: { members: Members; userId: UserId; role: MemberRole },
): Promise<Deed> {
  const row = requireChangeable(context, members, userId, role);
  await setRole(tx, context, userId, role);
  members.set(userId, { ...row, role });
  return { action: "member.role", target: { kind: "user", id: userId }, detail: { from: row.role, to: role } };
}

/** A suspended member keeps the role, and none of its rights until it is restored. An owner is never suspended. */
async function setSuspended(
  tx: Transaction,
  context: Context,
  { members, userId, suspended }: { members: Members; userId: UserId; suspended: boolean },
): Promise<Deed> {
  const row = requireChangeable(context, members, userId, undefined);
  const { role } = row;
  const refuse = (detail: string) => new ServiceError("conflict", { detail });
  if (suspended && role === "owner") throw refuse("An owner cannot be suspended.");
  if (suspended && userId === context.actor.id) throw refuse("You cannot suspend yourself.");
  const suspendedAt = suspended ? new Date(context.services.now()) : null;
  await tx
    .update(member)
    .set({ suspendedAt })
    .where(and(eq(member.tenantId, context.tenant.tenantId), eq(member.userId, userId)));
  members.set(userId, { ...row, suspendedAt });
  const action = suspended ? "member.suspend" : "member.restore";
  return { action, target: { kind: "user", id: userId }, detail: { role } };
}

/** Ends a membership. The next request of that person is refused. */
export function removeMember(context: Context, userId: UserId): Promise<void> {
  return changeMembers(context, async (tx, members) => {
    const { role } = requireChangeable(context, members, userId, undefined);
    await tx.delete(member).where(and(eq(member.tenantId, context.tenant.tenantId), eq(member.userId, userId)));
    return [{ action: "member.remove", target: { kind: "user", id: userId }, detail: { role } }];
  });
}

/** Makes another member an owner and the caller an admin, both or neither. */
export function transferOwnership(context: Context, userId: UserId): Promise<void> {
  const { actor } = context;
  return changeMembers(context, async (tx, members) => {
    const next = members.get(userId);
    if (next === undefined) throw new ServiceError("not_found");
    if (actor.id === userId) throw new ServiceError("conflict", { detail: "You are the owner already." });
    // Read again under the lock: another transfer may have been faster.
    if (members.get(actor.id)?.role !== "owner") throw new ServiceError("forbidden");
    requireActive(next);
    await setRole(tx, context, userId, "owner");
    await setRole(tx, context, actor.id, "admin");
    return [{ action: "owner.transfer", target: { kind: "user", id: userId }, detail: { from: actor.id } }];
  });
}

type Change = (tx: Transaction, members: Members) => Promise<Deed[]>;

/** Runs one change of a tenant's members at a time, and writes down what it was. */
function changeMembers(context: Context, change: Change): Promise<void> {
  const { tenantId } = context.tenant;
  return controlTx(context.services.db, async (tx) => {
    await tx.select({ id: tenantTable.id }).from(tenantTable).where(eq(tenantTable.id, tenantId)).for("update");
    const rows = await tx.select().from(member).where(eq(member.tenantId, tenantId));
    const deeds = await change(tx, new Map(rows.map((row) => [row.userId, row])));
    for (const deed of deeds) await tx.execute(controlAuditStatement(context, deed));
  });
}

/** The member as it is now. `to` is the role that it is about to have; undefined if that is not what changes. */
function requireChangeable({ actor }: Context, members: Members, userId: UserId, to: MemberRole | undefined): Row {
  const row = members.get(userId);
  if (row === undefined) throw new ServiceError("not_found");
  const touchesOwner = row.role === "owner" || to === "owner";
  if (touchesOwner && members.get(actor.id)?.role !== "owner") throw new ServiceError("forbidden");
  if (to === "owner") requireActive(row);
  const owners = [...members.values()].filter(({ role }) => role === "owner").length;
  if (row.role === "owner" && to !== "owner" && owners === 1) {
    throw new ServiceError("conflict", { detail: "The last owner cannot go. Transfer the ownership first." });
  }
  return row;
}

function requireActive({ suspendedAt }: Row): void {
  if (suspendedAt === null) return;
  throw new ServiceError("conflict", { detail: "This member is suspended. Restore them first." });
}

async function setRole(tx: Transaction, { tenant }: Context, userId: string, role: MemberRole): Promise<void> {
  await tx
    .update(member)
    .set({ role })
    .where(and(eq(member.tenantId, tenant.tenantId), eq(member.userId, userId)));
}
