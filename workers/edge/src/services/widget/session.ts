import type { VisitorIdentity, WidgetSession, WidgetSessionInput } from "@netvexa/contract/http/widget";
import { newId } from "@netvexa/contract/ids";
import { LIMITS } from "@netvexa/contract/limits";
import { ServiceError } from "@netvexa/contract/problem";
import type { VisitorClaims } from "../../auth/tokens.ts";
import type { LiveAgent, Services } from "../context.ts";
import { isSecretGood, requireVisitor } from "./allow.ts";

const GRACE_SECONDS = LIMITS.visitorResumeTtlSeconds - LIMITS.visitorTokenTtlSeconds;

type AgentHere = LiveAgent & { origin: string };
/** With a digest of the network that the edge says the visitor comes from. */
type AgentAtDoor = AgentHere & { network: string };
type Who = Pick<VisitorClaims, "visitorId" | "secretId">;

/**
 * Gives a visitor a token for one conversation: the one of an earlier token if that was of this agent, origin and
 * visitor and not too old, else a new one. A bad earlier token is no fault, it is just of no use. Signing in or out
 * splits: the earlier token's session ends, and nothing of it is found in the new one. Throws `work_required`.
 */
export async function openWidgetSession(
  services: Services,
  { agent, input }: { agent: AgentAtDoor; input: WidgetSessionInput },
): Promise<WidgetSession> {
  const { tenantId } = agent.tenant;
  const who = input.identity === undefined ? undefined : await identify(services, agent, input.identity);
  requireVisitor(agent, { secretId: who?.secretId }, services.now());
  const known = await verifyEarlier(services, agent, input.token);
  const earlier = known !== undefined && isSameVisitor(known, who) ? known : undefined;
  const begun: VisitorClaims = {
    tenantId,
    agentId: agent.agentId,
    origin: agent.origin,
    ...(who ?? { visitorId: newId("visitor") }),
    conversationId: newId("conversation"),
    sessionId: newId("session"),
  };
  const wanted = earlier === undefined ? begun : goOn(begun, earlier, input);
  const isNew = wanted.conversationId === begun.conversationId;
  const claims =
    (await enter(services, agent, { claims: wanted, isNew, input })) ??
    (await enter(services, agent, { claims: begun, isNew: true, input }));
  if (claims === undefined) throw new ServiceError("unavailable");
  if (known !== undefined && earlier === undefined) await services.doors.end(claims, known.sessionId);
  const { token, expiresAtMs } = await services.visitorTokens.sign(claims);
  return {
    token,
    expiresAt: new Date(expiresAtMs).toISOString(),
    conversationId: claims.conversationId,
    socketUrl: `${services.publicUrl.replace(/^http/, "ws")}/v1/chat`,
  };
}

/** Ends the session of a token: it opens nothing any more, wherever it is. A token of no use is no fault. */
export async function endWidgetSession(services: Services, agent: AgentHere, token: string): Promise<void> {
  const claims = await verifyEarlier(services, agent, token);
  if (claims !== undefined) await services.doors.end(claims, claims.sessionId);
}

function goOn(begun: VisitorClaims, earlier: VisitorClaims, { fresh }: WidgetSessionInput): VisitorClaims {
  const { visitorId, sessionId, conversationId } = earlier;
  return { ...begun, visitorId, sessionId, conversationId: fresh === true ? begun.conversationId : conversationId };
}

/** Undefined for a session that is over. A door that cannot be asked lets nobody in. */
async function enter(
  services: Services,
  { tenant, agentId, settings, network }: AgentAtDoor,
  { claims, isNew, input }: { claims: VisitorClaims; isNew: boolean; input: WidgetSessionInput },
): Promise<VisitorClaims | undefined> {
  const { conversationId, sessionId, visitorId } = claims;
  const admission = await services.doors
    .admit(
      { tenantId: tenant.tenantId, agentId },
      {
        conversationId,
        sessionId,
        visitorId,
        network,
        isNew,
        policy: settings.proofOfWork ?? "auto",
        work: input.work,
      },
    )
    .catch((cause: unknown) => {
      throw new ServiceError("unavailable", { cause });
    });
  if (admission.kind === "gone") throw new ServiceError("not_found");
  if (admission.kind === "spent") throw new ServiceError("rate_limited", { retryAfterMs: admission.retryAfterMs });
  if (admission.kind === "work") {
    const { challenge, bits } = admission;
    throw new ServiceError("work_required", { work: { challenge, bits } });
  }
  return admission.kind === "ended" ? undefined : claims;
}

/** Who the site says that its visitor is. Throws `identity_invalid`, or `unauthenticated` where that is not wanted. */
async function identify(services: Services, agent: AgentHere, identity: VisitorIdentity): Promise<Who> {
  const door = { tenantId: agent.tenant.tenantId, agentId: agent.agentId };
  const secrets = agent.visitorSecrets.filter((secret) => isSecretGood(secret, services.now()));
  const takesHash = agent.settings.visitorProof === "token_or_hash";
  const found = await services.visitorIdentities.verify(door, identity, { secrets, takesHash });
  if (found === undefined) throw new ServiceError("identity_invalid");
  return {
    visitorId: await services.visitorIdentities.visitorIdOf(door, found.externalId),
    secretId: found.secretId,
  };
}

/** A signed-in visitor goes on only when the site vouches for the same one again; a stranger only as a stranger. */
function isSameVisitor(earlier: VisitorClaims, who: Who | undefined): boolean {
  const isSigned = earlier.secretId !== undefined;
  return who === undefined ? !isSigned : isSigned && earlier.visitorId === who.visitorId;
}

async function verifyEarlier(
  services: Services,
  agent: AgentHere,
  token: string | undefined,
): Promise<VisitorClaims | undefined> {
  if (token === undefined) return undefined;
  const claims = await services.visitorTokens.verify(token, { graceSeconds: GRACE_SECONDS });
  const isSame =
    claims?.agentId === agent.agentId && claims.tenantId === agent.tenant.tenantId && claims.origin === agent.origin;
  return isSame ? claims : undefined;
}
