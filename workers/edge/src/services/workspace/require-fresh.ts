import { ServiceError } from "@netvexa/contract/problem";
import { controlBatch } from "@netvexa/db/control";
import { authSession } from "@netvexa/db/schema/auth";
import { and, eq, gt } from "drizzle-orm";
import type { Context } from "../context.ts";

const FRESH_MS = 10 * 60_000;

/** Throws `forbidden` for a person who has not signed in, with everything that takes, in the last ten minutes. */
export async function requireFreshSignIn({ services, actor }: Context): Promise<void> {
  const since = new Date(services.now() - FRESH_MS);
  const [sessions] = await controlBatch(services.db, (query) => [
    query
      .select({ id: authSession.id })
      .from(authSession)
      .where(and(eq(authSession.userId, actor.id), gt(authSession.createdAt, since)))
      .limit(1),
  ]);
  if (sessions.length > 0) return;
  throw new ServiceError("forbidden", { detail: "Sign in again first: this takes a sign-in of the last ten minutes." });
}
