import { ServiceError } from "@netvexa/contract/problem";
import { findLiveAgent } from "../services/agent/live.ts";
import type { Services } from "../services/context.ts";
import { requireRights, rulesOf, type Widgets } from "../services/widget/allow.ts";
import type { Rights } from "./ports.ts";

/** The rights of sockets, asked of the same rules as the door. The cache of `agents` bounds how old an answer may be. */
export function createRights(services: Widgets & Pick<Services, "visitorTokens">): Rights {
  return {
    async check(visit, { isFresh, rules }) {
      const { agentId } = visit;
      if (isFresh) services.agents.delete(agentId);
      try {
        requireRights(services, rules ?? rulesOf(await findLiveAgent(services, agentId)), visit);
        return undefined;
      } catch (error) {
        if (error instanceof ServiceError) return error.code;
        throw error;
      }
    },
    renew: ({ tenantId, agentId, conversationId, visitorId, page: { origin, sessionId, secretId } }) =>
      services.visitorTokens.sign({ tenantId, agentId, conversationId, visitorId, origin, sessionId, secretId }),
  };
}
