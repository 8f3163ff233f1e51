import type { List, ListQuery } from "@netvexa/contract/http/list";
import {
  type Invitation,
  type InvitationInput,
  type InvitationMade,
  InvitedRole,
} from "@netvexa/contract/http/members";
import { type Id, newId } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { controlBatch, controlTx } from "@netvexa/db/control";
import { authUser } from "@netvexa/db/schema/auth";
import { invitation, member, tenant as tenantTable } from "@netvexa/db/schema/tenant";
import { and, desc, eq, gt, sql } from "drizzle-orm";
import { sha256Hex } from "../../auth/digest.ts";
import { invitationMail } from "../../mail/messages.ts";
import { controlAuditStatement } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { decodeCursor, toPage } from "../cursor.ts";
import { exactText, olderThan } from "../keyset.ts";

const TTL_MS = 7 * 24 * 60 * 60_000;
const OPEN_MAX = 50;

type Row = typeof invitation.$inferSelect;

/**
 * Mails a link to somebody who may join, whether or not they have an account. A second invitation of one address
 * replaces the first.
 */
export async function inviteMember(context: Context, input: InvitationInput): Promise<InvitationMade> {
  const { services, tenant, actor } = context;
  const email = input.email.toLowerCase();
  // As random as an id, and no other row's: 130 bits that only the mail holds.
  const token = newId("invitation");
  const nowMs = services.now();
  const row: Row = {
    id: newId("invitation"),
    tenantId: tenant.tenantId,
    email,
    role: input.role,
    status: "pending",
    inviterId: actor.id,
    expiresAt: new Date(nowMs + TTL_MS),
    tokenHash: await sha256Hex(token),
    createdAt: new Date(nowMs),
  };
  const names = await store(context, row);
  const mail = invitationMail({ publicUrl: services.publicUrl, to: email, token, role: input.role, ...names });
  const isMailed = await services.mailer.send(mail).then(
    () => true,
    () => false,
  );
  if (!isMailed) services.log("error", "mail_failed", { code: "invitation" });
  return { ...toInvitation(row), isMailed };
}

/** Gives what the mail calls the workspace and the person. */
async function store(context: Context, row: Row): Promise<{ workspace: string; inviter: string }> {
  const { services } = context;
  const { tenantId, email } = row;
  const detail = { role: row.role };
  return controlTx(services.db, async (tx) => {
    // One at a time for each tenant: two at once would each see the other's neither in the list nor in the count.
    await tx.select({ id: tenantTable.id }).from(tenantTable).where(eq(tenantTable.id, tenantId)).for("update");
    const known = await tx
      .select({ id: member.id })
      .from(member)
      .innerJoin(authUser, eq(authUser.id, member.userId))
      .where(and(eq(member.tenantId, tenantId), eq(authUser.email, email)));
    if (known.length > 0) throw new ServiceError("conflict", { detail: "This address is a member already." });
    await tx.delete(invitation).where(and(eq(invitation.tenantId, tenantId), eq(invitation.email, email), isPending()));
    const open = await tx.$count(invitation, and(eq(invitation.tenantId, tenantId), isPending()));
    if (open >= OPEN_MAX) {
      throw new ServiceError("conflict", { detail: `No more than ${OPEN_MAX} invitations can be open at a time.` });
    }
    await tx.insert(invitation).values(row);
    const target = { kind: "invitation", id: row.id };
    await tx.execute(controlAuditStatement(context, { action: "member.invite", target, detail }));
    const [names] = await tx
      .select({ workspace: tenantTable.name, inviter: authUser.email })
      .from(tenantTable)
      .innerJoin(authUser, eq(authUser.id, row.inviterId))
      .where(eq(tenantTable.id, tenantId));
    if (names === undefined) throw new ServiceError("not_found");
    return names;
  });
}

/** Invitations that can still be accepted, newest first; never their secrets. */
export async function listInvitations({ services, tenant }: Context, input: ListQuery): Promise<List<Invitation>> {
  const after = decodeCursor(input.cursor, "time");
  const isOpen = and(isPending(), gt(invitation.expiresAt, new Date(services.now())));
  const [rows] = await controlBatch(services.db, (query) => [
    query
      .select({ row: invitation, at: exactText(invitation.createdAt) })
      .from(invitation)
      .where(
        and(
          eq(invitation.tenantId, tenant.tenantId),
          isOpen,
          olderThan({ at: invitation.createdAt, id: invitation.id }, after),
        ),
      )
      .orderBy(desc(invitation.createdAt), desc(invitation.id))
      .limit(input.limit + 1),
  ]);
  return toPage(rows, input.limit, {
    item: ({ row }) => toInvitation(row),
    position: ({ row, at }) => ({ at, id: row.id }),
  });
}

/** Takes an invitation back; its link is of no use any more. */
export async function revokeInvitation(context: Context, id: Id<"invitation">): Promise<void> {
  const { services, tenant } = context;
  const deed = { action: "invitation.revoke", target: { kind: "invitation", id } } as const;
  const pending = sql`select true from invitation where tenant_id = ${tenant.tenantId} and id = ${id} and status = 'pending' for update`;
  const [, revoked] = await controlBatch(services.db, (query) => [
    controlAuditStatement(context, deed, pending),
    query
      .delete(invitation)
      .where(and(eq(invitation.tenantId, tenant.tenantId), eq(invitation.id, id), isPending()))
      .returning({ id: invitation.id }),
  ]);
  if (revoked.length === 0) throw new ServiceError("not_found");
}

function isPending() {
  return eq(invitation.status, "pending");
}

function toInvitation({ id, email, role, createdAt, expiresAt }: Row): Invitation {
  return {
    id,
    email,
    role: InvitedRole.parse(role),
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
  };
}
