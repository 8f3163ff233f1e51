import type { Transcript } from "@netvexa/contract/http/visitors";
import type { Id } from "@netvexa/contract/ids";
import { conversation, feedback, lead, message } from "@netvexa/db/schema/conversation";
import { conversationKey } from "@netvexa/db/schema/sealing";
import { tenantBatch } from "@netvexa/db/tenant";
import { and, asc, eq, gt, inArray } from "drizzle-orm";
import { openFields, type ReadingKey } from "../../sealing/transcript.ts";
import type { Context } from "../context.ts";
import { ownKey, readingKey } from "../conversation/keys.ts";
import { toConversation, toMessage } from "../conversation/shape.ts";

const CONVERSATIONS_PER_PAGE = 20;

type Reading = Pick<Context, "services" | "tenant">;

interface Found {
  row: typeof conversation.$inferSelect;
  key: typeof conversationKey.$inferSelect | null;
}

/** Every conversation of a visitor, or of the tenant, opened, page by page. */
export async function* eachTranscript(context: Reading, visitorId?: Id<"visitor">): AsyncGenerator<Transcript> {
  const { services, tenant } = context;
  let after = "" as Id<"conversation">;
  for (;;) {
    const [rows] = await tenantBatch(services.db, tenant, (query) => [
      query
        .select({ row: conversation, key: conversationKey })
        .from(conversation)
        .leftJoin(conversationKey, ownKey)
        .where(
          and(
            eq(conversation.tenantId, tenant.tenantId),
            gt(conversation.id, after),
            visitorId === undefined ? undefined : eq(conversation.visitorId, visitorId),
          ),
        )
        .orderBy(asc(conversation.id))
        .limit(CONVERSATIONS_PER_PAGE),
    ]);
    yield* await openPage(context, rows);
    const last = rows.at(-1);
    if (last === undefined || rows.length < CONVERSATIONS_PER_PAGE) return;
    after = last.row.id;
  }
}

async function openPage({ services, tenant }: Reading, page: readonly Found[]): Promise<Transcript[]> {
  const { tenantId } = tenant;
  const ids = page.map(({ row }) => row.id);
  if (ids.length === 0) return [];
  const [messages, leads] = await tenantBatch(services.db, tenant, (query) => [
    query
      .select({ message, feedback })
      .from(message)
      .leftJoin(
        feedback,
        and(
          eq(feedback.tenantId, message.tenantId),
          eq(feedback.conversationId, message.conversationId),
          eq(feedback.messageId, message.id),
        ),
      )
      .where(and(eq(message.tenantId, tenantId), inArray(message.conversationId, ids)))
      .orderBy(asc(message.conversationId), asc(message.seq)),
    query
      .select()
      .from(lead)
      .where(and(eq(lead.tenantId, tenantId), inArray(lead.conversationId, ids)))
      .orderBy(asc(lead.at)),
  ]);
  return Promise.all(
    page.map(async ({ row, key: keyRow }) => {
      const key = await readingKey(services.vault, tenant, keyRow);
      const { messages: _count, mode: _mode, ...head } = await toConversation(row, key);
      const own = messages.filter((one) => one.message.conversationId === row.id);
      return {
        ...head,
        visitorId: row.visitorId,
        messages: await Promise.all(own.map((one) => toMessage(one.message, one.feedback, key))),
        leads: await Promise.all(leads.filter((one) => one.conversationId === row.id).map((one) => toLead(one, key))),
      };
    }),
  );
}

async function toLead(row: typeof lead.$inferSelect, key: ReadingKey) {
  const at = { tenantId: row.tenantId, conversationId: row.conversationId, row: row.id };
  return { fields: await openFields(key, at, row.fields), at: row.at.toISOString() };
}
