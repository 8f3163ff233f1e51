import { ServiceError } from "@netvexa/contract/problem";
import { expiryOf } from "../../auth/tokens.ts";
import type { Join } from "../../rooms/join.ts";
import type { Services } from "../context.ts";
import { allowOrigin, requireCountry, requireThawed, requireVisitor } from "./allow.ts";

/**
 * What a visitor's token opens. Throws `unauthenticated` for a token that is not valid now, and
 * `origin_not_allowed` for one that is used from another page, or from one that is no longer allowed, or
 * `country_not_allowed`.
 */
export async function joinByToken(
  services: Services,
  { token, origin, country }: { token: string | undefined; origin: string | undefined; country: string | undefined },
): Promise<Join> {
  const claims = token === undefined ? undefined : await services.visitorTokens.verify(token);
  if (token === undefined || claims === undefined) throw new ServiceError("unauthenticated");
  if (origin === undefined || claims.origin !== origin) throw new ServiceError("origin_not_allowed");
  const live = await allowOrigin(services, { agentId: claims.agentId, origin });
  if (live.tenant.tenantId !== claims.tenantId) throw new ServiceError("not_found");
  requireCountry(live, country);
  requireThawed(live);
  requireVisitor(live, claims, services.now());
  return {
    tenantId: claims.tenantId,
    agentId: claims.agentId,
    agentVersion: live.version,
    conversationId: claims.conversationId,
    visitorId: claims.visitorId,
    channel: "widget",
    plan: live.plan,
    settings: live.settings,
    page: {
      origin,
      ...(country === undefined ? {} : { country }),
      tokenEndsAtMs: expiryOf(token),
      sessionId: claims.sessionId,
      ...(claims.secretId === undefined ? {} : { secretId: claims.secretId }),
    },
  };
}
