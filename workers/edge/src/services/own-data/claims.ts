import { ServiceError } from "@netvexa/contract/problem";
import type { VisitorClaims } from "../../auth/tokens.ts";
import type { LiveAgent, Services } from "../context.ts";
import { requireVisitor } from "../widget/allow.ts";

/** The agent whose page asks, and the visitor's token from its body. */
export interface OwnRequest {
  agent: LiveAgent & { origin: string };
  token: string;
}

/**
 * Whose data it is. Unlike a new session this takes no token that has ended: what is about to leave or to go may be all
 * that a person said. Throws `unauthenticated` for a token of another agent, too, and `origin_not_allowed` for another page's.
 */
export async function requireOwner(services: Services, { agent, token }: OwnRequest): Promise<VisitorClaims> {
  const claims = await services.visitorTokens.verify(token);
  const isOfAgent = claims?.agentId === agent.agentId && claims.tenantId === agent.tenant.tenantId;
  if (claims === undefined || !isOfAgent) throw new ServiceError("unauthenticated");
  if (claims.origin !== agent.origin) throw new ServiceError("origin_not_allowed");
  requireVisitor(agent, claims, services.now());
  return claims;
}

/** A door that cannot be asked lets nobody do anything. */
export function unlessAway(cause: unknown): never {
  throw new ServiceError("unavailable", { cause });
}
