import type { Embedder } from "@netvexa/ai/embed";
import type { AgentInput } from "@netvexa/contract/http/agents";
import type { Id } from "@netvexa/contract/ids";
import type { PlanId } from "@netvexa/contract/plans";
import type { Database } from "@netvexa/db/client";
import type { TenantContext } from "@netvexa/db/tenant-context";
import type { SigningKeys } from "../auth/signing-keys.ts";
import type { AccessClaims, TokenKind, VisitorClaims } from "../auth/tokens.ts";
import type { VisitorIdentities } from "../auth/visitor-identity.ts";
import type { Mailer } from "../mail/mailer.ts";
import type { Logger } from "../observability/logger.ts";
import type { Vault } from "../sealing/vault.ts";
import type { ExpiringCache } from "./expiring-cache.ts";
import type { Actor } from "./permissions.ts";
import type { Doors, JobQueue, ObjectStore, Rooms } from "./ports.ts";

/** The published state of an agent, as far as answering and the widget need it. */
export interface LiveAgent {
  tenant: TenantContext;
  agentId: Id<"agent">;
  version: number;
  settings: AgentInput;
  plan: PlanId;
  /** Chats of the tenant are paused. */
  isFrozen: boolean;
  /** What the site may sign its visitors with; those that have ended not long ago are still among them. */
  visitorSecrets: readonly VisitorSecretRecord[];
}

/** What of a live agent says who may talk to it; plain data, so that one look serves many rooms. */
export interface AgentRules extends Pick<LiveAgent, "isFrozen" | "visitorSecrets"> {
  tenantId: Id<"tenant">;
  settings: Pick<AgentInput, "allowedOrigins" | "countries" | "visitors">;
}

export interface VisitorSecretRecord {
  id: Id<"visitorSecret">;
  sealed: string;
  endsAtMs: number | undefined;
}

/** An API key that is not revoked, as far as a request needs it. */
export interface KeyRecord {
  id: Id<"apiKey">;
  tenantId: Id<"tenant">;
  scopes: string[];
  agents: readonly Id<"agent">[] | undefined;
  /** When this secret of the key ends: its own end, or that of its overlap with the next one. */
  expiresAtMs: number | undefined;
  lastUsedAtMs: number | undefined;
}

/** Everything that a verb may use; built once for each isolate. */
export interface Services {
  db: Database;
  /** Whether the login of the Worker owns schemas and databases; otherwise an operator's command drops those of erased tenants. */
  mayDropPlaces(): Promise<boolean>;
  embedder: Embedder;
  objectStore: ObjectStore;
  jobQueue: JobQueue;
  rooms: Rooms;
  doors: Doors;
  mailer: Mailer;
  vault: Vault;
  signingKeys: SigningKeys;
  accessTokens: TokenKind<AccessClaims>;
  visitorTokens: TokenKind<VisitorClaims>;
  visitorIdentities: VisitorIdentities;
  agents: ExpiringCache<LiveAgent>;
  keys: ExpiringCache<KeyRecord>;
  /** Subjects of attempts that are over their limit, and when their windows end. */
  refusals: ExpiringCache<number>;
  /** The product's own origin, without a trailing slash. */
  publicUrl: string;
  isDevelopment: boolean;
  log: Logger;
  now: () => number;
}

/** A key for one effect, and the body that it came with. */
export interface Idempotency {
  route: string;
  key: string;
  bodyHash: string;
  /** Set by a verb that stored the record in the transaction of its effect. */
  isRecorded: boolean;
}

/** A signed-in caller and what the verb needs to act for it. */
export interface Context {
  services: Services;
  tenant: TenantContext;
  actor: Actor;
  idempotency?: Idempotency;
  /** Runs after the answer has left; a failure is logged. */
  defer: (task: Promise<unknown>) => void;
  signal: AbortSignal;
}
