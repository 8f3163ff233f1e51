import { ServiceError } from "@netvexa/contract/problem";
import { controlBatch } from "@netvexa/db/control";
import { authSession } from "@netvexa/db/schema/auth";
import { and, eq, inArray, ne, type SQL } from "drizzle-orm";
import { z } from "zod";
import type { Services } from "../services/context.ts";
import { sha256Hex } from "./digest.ts";
import type { Session } from "./session.ts";

const Named = z.object({ token: z.string().max(200) });

/**
 * Ends sessions of the person who asks, in place of the library's own routes: those compare the tokens of a list with
 * that of the cookie, and a list shows digests.
 */
export const SESSION_ENDINGS: Readonly<Record<string, (session: Session, body: unknown) => Promise<SQL | undefined>>> =
  {
    "POST /revoke-session": async (_session, body) => {
      const { success, data } = Named.safeParse(body);
      if (!success) throw new ServiceError("invalid_request");
      return inArray(authSession.token, [data.token, await sha256Hex(data.token)]);
    },
    "POST /revoke-other-sessions": async (session) => ne(authSession.id, session.id),
  };

/** As `/v1/token` does: a browser names the page's origin, and only our own may ask. */
export async function endSessions(
  services: Services,
  request: {
    origin: string | null;
    session: Session | undefined;
    which: (session: Session) => Promise<SQL | undefined>;
  },
): Promise<Response> {
  const { origin, session, which } = request;
  if (origin !== null && origin !== services.publicUrl) throw new ServiceError("origin_not_allowed");
  if (session === undefined) throw new ServiceError("unauthenticated");
  const chosen = await which(session);
  await controlBatch(services.db, (query) => [
    query.delete(authSession).where(and(eq(authSession.userId, session.userId), chosen)),
  ]);
  return Response.json({ status: true });
}
