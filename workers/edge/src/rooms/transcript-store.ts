import type { Statement, StatementBuilder } from "@netvexa/db/batch";
import type { Database } from "@netvexa/db/client";
import { agent } from "@netvexa/db/schema/agent";
import { conversation, feedback, lead, message } from "@netvexa/db/schema/conversation";
import { conversationKey, tenantKey } from "@netvexa/db/schema/sealing";
import { tenantBatch } from "@netvexa/db/tenant";
import { mintTenantContext, type TenantContext } from "@netvexa/db/tenant-context";
import { eq, sql } from "drizzle-orm";
import type { Vault, WritingKey } from "../sealing/vault.ts";
import { isDivisionByZero, isForeignKeyViolation, isUniqueViolation } from "../services/database-fault.ts";
import type { TranscriptStore } from "./ports.ts";
import { sealRows, type TranscriptRows } from "./transcript-rows.ts";

const KEY_CONSTRAINT = "conversation_key_pkey";

/**
 * The transcript in Postgres, sealed. A delivery is one round trip and one transaction, the first one of a
 * conversation two; every statement is an upsert or does nothing on a repeat, so the same delivery may come twice
 * and an old one after a new one. Once the agent has been deleted there is nothing left to write to, and a delivery
 * counts as made.
 */
export function createTranscriptStore({ db, vault }: { db: Database; vault: Vault }): TranscriptStore {
  const deliver = async (tenant: TenantContext, ...[join, snapshot, entries]: Parameters<TranscriptStore["write"]>) => {
    const written = await vault.keyForWriting(tenant, join.conversationId);
    const emailIndex = (email: string) => vault.emailIndex(tenant, email);
    const rows = await sealRows({ join, key: written.key, emailIndex }, snapshot, entries);
    await tenantBatch(db, tenant, (query) => statements(query, tenant, written, rows));
    vault.keep(tenant, written);
  };
  return {
    async write(join, snapshot, entries) {
      const tenant = mintTenantContext(join.tenantId);
      try {
        await deliver(tenant, join, snapshot, entries).catch((error) => {
          if (!isStaleKey(error)) throw error;
          vault.forget(tenant, join.conversationId);
          return deliver(tenant, join, snapshot, entries);
        });
      } catch (error) {
        if (!isForeignKeyViolation(error)) throw error;
        const [agents] = await tenantBatch(db, tenant, (query) => [
          query.select({ id: agent.id }).from(agent).where(eq(agent.id, join.agentId)),
        ]);
        if (agents.length > 0) throw error;
      }
    },
  };
}

/** The remembered key was destroyed meanwhile, or another one was stored first. */
function isStaleKey(error: unknown): boolean {
  return isDivisionByZero(error) || isUniqueViolation(error, KEY_CONSTRAINT);
}

function statements(
  query: StatementBuilder,
  tenant: TenantContext,
  written: WritingKey,
  { conversation: row, messages, ratings, leads }: TranscriptRows,
): Statement[] {
  const list: Statement[] = [
    query
      .insert(conversation)
      .values(row)
      .onConflictDoUpdate({
        target: [conversation.tenantId, conversation.id],
        set: {
          agentVersion: sql`excluded.agent_version`,
          mode: sql`excluded.mode`,
          title: sql`excluded.title`,
          messages: sql`greatest(${conversation.messages}, excluded.messages)`,
          lastMessageAt: sql`greatest(${conversation.lastMessageAt}, excluded.last_message_at)`,
        },
      }),
    ...keyStatements(query, tenant, written),
  ];
  if (messages.length > 0) list.push(query.insert(message).values(messages).onConflictDoNothing());
  if (ratings.length > 0) {
    const set = { rating: sql`excluded.rating`, comment: sql`excluded.comment`, at: sql`excluded.at` };
    const target = [feedback.tenantId, feedback.conversationId, feedback.messageId];
    list.push(query.insert(feedback).values(ratings).onConflictDoUpdate({ target, set }));
  }
  if (leads.length > 0) list.push(query.insert(lead).values(leads).onConflictDoNothing());
  return list;
}

/**
 * Stores a new key. Of a known one it makes sure, in the same transaction, that it has not been destroyed since, and of
 * a new one the same of the key that wraps it: a division by zero is how a batch, which cannot branch, takes back all
 * of itself.
 */
function keyStatements(query: StatementBuilder, { tenantId }: TenantContext, { row, isNew }: WritingKey): Statement[] {
  if (!isNew) {
    return [
      sql`select 1 / count(*) from ${conversationKey}
        where ${conversationKey.tenantId} = ${tenantId} and ${conversationKey.conversationId} = ${row.conversationId}
        and ${conversationKey.keyId} = ${row.keyId}`,
    ];
  }
  return [
    sql`select 1 / count(*) from (
      select from ${tenantKey} where ${tenantKey.tenantId} = ${tenantId} and ${tenantKey.purpose} = 'seal'
      and ${tenantKey.version} = ${row.tenantKeyVersion} for share) as outer_key`,
    query.insert(conversationKey).values({ tenantId, ...row }),
  ];
}
