import { ServiceError } from "@netvexa/contract/problem";
import { controlBatch } from "@netvexa/db/control";
import { authSession } from "@netvexa/db/schema/auth";
import { and, eq, gt } from "drizzle-orm";
import type { Context } from "../context.ts";

const FRESH_MS = 10 * 60_000;

/** Throws `forbidden` unless the caller's own session began, with everything that takes, in the last ten minutes. */
export async function requireFreshSignIn({ services, actor }: Context): Promise<void> {
  const sessionId = actor.kind === "user" ? actor.sessionId : "";
  const since = new Date(services.now() - FRESH_MS);
  const [sessions] = await controlBatch(services.db, (query) => [
    query
      .select({ id: authSession.id })
      .from(authSession)
      .where(and(eq(authSession.id, sessionId), gt(authSession.createdAt, since))),
  ]);
  if (sessions.length > 0) return;
  throw new ServiceError("forbidden", { detail: "Sign in again first: this takes a sign-in of the last ten minutes." });
}
