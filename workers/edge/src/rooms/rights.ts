import { ServiceError } from "@netvexa/contract/problem";
import type { Services } from "../services/context.ts";
import { allowOrigin, requireCountry, requireThawed, requireVisitor, type Widgets } from "../services/widget/allow.ts";
import type { Rights } from "./ports.ts";

/** The rights of sockets, asked of the same rules as the door. The cache of `agents` bounds how old an answer may be. */
export function createRights(services: Widgets & Pick<Services, "visitorTokens">): Rights {
  return {
    async check({ tenantId, agentId, page }, { isFresh }) {
      if (isFresh) services.agents.delete(agentId);
      try {
        const live = await allowOrigin(services, { agentId, origin: page.origin });
        requireCountry(live, page.country);
        requireThawed(live);
        requireVisitor(live, page, services.now());
        return live.tenant.tenantId === tenantId ? undefined : "not_found";
      } catch (error) {
        if (error instanceof ServiceError) return error.code;
        throw error;
      }
    },
    renew: ({ tenantId, agentId, conversationId, visitorId, page: { origin, sessionId, secretId } }) =>
      services.visitorTokens.sign({ tenantId, agentId, conversationId, visitorId, origin, sessionId, secretId }),
  };
}
