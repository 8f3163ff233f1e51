import type { WidgetSession, WidgetSessionInput } from "@netvexa/contract/http/widget";
import { newId } from "@netvexa/contract/ids";
import { LIMITS } from "@netvexa/contract/limits";
import type { VisitorClaims } from "../../auth/tokens.ts";
import type { LiveAgent, Services } from "../context.ts";

const GRACE_SECONDS = LIMITS.visitorResumeTtlSeconds - LIMITS.visitorTokenTtlSeconds;

/**
 * Gives a visitor a token for one conversation: the one of an earlier token if that was of this agent and
 * origin and not too old, else a new one. A bad earlier token is no fault, it is just of no use.
 */
export async function openWidgetSession(
  services: Services,
  { agent, input }: { agent: LiveAgent & { origin: string }; input: WidgetSessionInput },
): Promise<WidgetSession> {
  const { tenantId } = agent.tenant;
  const earlier = await verifyEarlier(services, agent, input.token);
  const claims: VisitorClaims = {
    tenantId,
    agentId: agent.agentId,
    origin: agent.origin,
    visitorId: earlier?.visitorId ?? newId("visitor"),
    conversationId: (input.fresh === true ? undefined : earlier?.conversationId) ?? newId("conversation"),
  };
  const { token, expiresAtMs } = await services.visitorTokens.sign(claims);
  return {
    token,
    expiresAt: new Date(expiresAtMs).toISOString(),
    conversationId: claims.conversationId,
    socketUrl: `${services.publicUrl.replace(/^http/, "ws")}/v1/chat`,
  };
}

async function verifyEarlier(
  services: Services,
  agent: LiveAgent & { origin: string },
  token: string | undefined,
): Promise<VisitorClaims | undefined> {
  if (token === undefined) return undefined;
  const claims = await services.visitorTokens.verify(token, { graceSeconds: GRACE_SECONDS });
  const isSame =
    claims?.agentId === agent.agentId && claims.tenantId === agent.tenant.tenantId && claims.origin === agent.origin;
  return isSame ? claims : undefined;
}
