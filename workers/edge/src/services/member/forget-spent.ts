import { controlBatch } from "@netvexa/db/control";
import { sql } from "drizzle-orm";
import type { Services } from "../context.ts";

const DAY_MS = 86_400_000;
/** Most rows of each table in one run, so that no run is long. */
const ROWS_PER_RUN = 500;

/** Forgets what has ended in the control plane: the audit log keeps what was done, so these rows say nothing new. */
export async function forgetSpent({ db, now }: Services): Promise<void> {
  const before = (days: number) => new Date(now() - days * DAY_MS).toISOString();
  const spent = [
    { table: "auth_verification", ended: sql`expires_at < ${before(1)}::timestamptz` },
    { table: "auth_session", ended: sql`expires_at < ${before(1)}::timestamptz` },
    { table: "invitation", ended: sql`expires_at < ${before(30)}::timestamptz` },
    {
      table: "api_key",
      ended: sql`least(revoked_at, expires_at) < ${before(90)}::timestamptz`,
    },
  ];
  await controlBatch(db, () => [
    ...spent.map(
      ({ table, ended }) => sql`delete from ${sql.identifier(table)} where id in (
        select id from ${sql.identifier(table)} where ${ended} limit ${ROWS_PER_RUN} for update skip locked)`,
    ),
    sql`delete from auth_attempt where key in (
      select key from auth_attempt where window_ends_at < ${before(0)}::timestamptz
      limit ${ROWS_PER_RUN} for update skip locked)`,
  ]);
}
