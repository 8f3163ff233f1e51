import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { embeddingModel } from "@netvexa/ai/embedding-models";
import type { ServerFrame } from "@netvexa/contract/frames/wire";
import type { AgentInput } from "@netvexa/contract/http/agents";
import { type Id, newId } from "@netvexa/contract/ids";
import type { IngestJob } from "@netvexa/contract/jobs";
import type { Problem } from "@netvexa/contract/problem";
import { openDatabase } from "@netvexa/db/client";
import { controlBatch } from "@netvexa/db/control";
import { mayDropPlaces } from "@netvexa/db/placement/drop-places";
import { authSession, authUser } from "@netvexa/db/schema/auth";
import { member, tenant } from "@netvexa/db/schema/tenant";
import { createSigningKeys } from "../auth/signing-keys.ts";
import { type AccessClaims, createAccessTokens, createVisitorTokens } from "../auth/tokens.ts";
import { createVisitorIdentities } from "../auth/visitor-identity.ts";
import type { Admission, Copying, Entry, Forgetting } from "../doors/admission.ts";
import type { DoorOf } from "../doors/door-name.ts";
import type { Env } from "../env.ts";
import { createApp } from "../http/app.ts";
import type { Mail } from "../mail/mailer.ts";
import { createLogger } from "../observability/logger.ts";
import type { Join } from "../rooms/join.ts";
import { createLocalKeyWrapper } from "../sealing/local-key-wrapper.ts";
import { createVault } from "../sealing/vault.ts";
import type { Services } from "../services/context.ts";
import { createExpiringCache } from "../services/expiring-cache.ts";
import type { MemberRole } from "../services/permissions.ts";

import { findOperation, type Operation, operationsOf } from "./operations.ts";

export const PUBLIC_URL = "https://app.netvexa.test";
const SESSION_TTL_MS = 365 * 24 * 60 * 60_000;

const SETTINGS = {
  ENVIRONMENT: "development",
  PUBLIC_URL,
  AUTH_SECRET: "auth-0123456789-0123456789-0123456789",
  ACCESS_TOKEN_SECRET: "access-0123456789-0123456789-0123456789",
  VISITOR_TOKEN_SECRET: "visitor-0123456789-0123456789-0123456789",
  LOCAL_KMS_KEY: "wrapping-0123456789-0123456789-0123456789",
  AI_EMBED_BASE_URL: "http://127.0.0.1:1/v1",
  AI_EMBED_MODEL: "text-embedding-3-small",
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
  S3_BUCKET: "netvexa-test",
  SQS_QUEUE_URL: "http://127.0.0.1:1/000000000000/netvexa",
} as const;

export function testEnv(): Env {
  return { ...(env as unknown as Env), ...SETTINGS };
}

/** The outside world as the ports show it, in memory. */
export interface World {
  nowMs: number;
  objects: Map<string, { json?: unknown; sizeBytes: number }>;
  jobs: IngestJob[];
  isQueueDown: boolean;
  isStoreDown: boolean;
  isDoorDown: boolean;
  joins: Join[];
  /** Agents whose doors were to have their rooms look again who may be there. */
  rechecked: string[];
  /** Sessions that a door was asked to let in, and what it says to them. */
  entries: (DoorOf & Entry)[];
  admission: (entry: Entry) => Admission;
  ended: string[];
  /** Sessions that visitors wished to be forgotten, and what the door says to that and to a copy. */
  forgotten: string[];
  forgetting: () => Forgetting;
  copying: () => Copying;
  closed: { agentId: string; conversations: readonly string[] }[];
  asked: { clientId: string; text: string }[];
  erased: Pick<Join, "tenantId" | "conversationId">[];
  /** What the room answers, made from the join. */
  frames: (join: Join) => ServerFrame[];
  mails: Mail[];
  log: Record<string, unknown>[];
}

export interface Called {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  json: any;
  problem: Problem;
}

export interface CallOptions {
  token?: string;
  body?: unknown;
  /** Sent as it is, instead of `body`. */
  raw?: BodyInit;
  headers?: Record<string, string>;
  /** Where the edge says that the request comes from. */
  country?: string;
  /** What the caller wrote as Host: a Worker has it from the URL of its request alone. */
  host?: string;
}

/** The real application over the real database; models, rooms, S3 and SQS are fakes at their ports. */
export class TestApi {
  readonly world: World = {
    nowMs: Date.now(),
    objects: new Map(),
    jobs: [],
    isQueueDown: false,
    isStoreDown: false,
    isDoorDown: false,
    joins: [],
    rechecked: [],
    entries: [],
    admission: () => ({ kind: "admitted" }),
    ended: [],
    forgotten: [],
    forgetting: () => ({ kind: "first" }),
    copying: () => ({ kind: "allowed" }),
    closed: [],
    asked: [],
    erased: [],
    frames: answerFrames,
    mails: [],
    log: [],
  };
  readonly env: Env = testEnv();
  readonly services: Services = makeServices(this.world, env as unknown as Env);
  readonly app: ReturnType<typeof createApp>;
  #operations: Operation[] | undefined;

  /** `spoil` puts other services under the application than those of the test itself. */
  constructor({ spoil = (services: Services) => services } = {}) {
    const used = spoil(this.services);
    this.app = createApp({ servicesOf: () => used, log: this.services.log });
  }

  async call(method: string, path: string, options: CallOptions = {}): Promise<Called> {
    const response = await this.fetch(method, path, options);
    const text = await response.text();
    const isJson = /json/.test(response.headers.get("content-type") ?? "");
    const json = isJson && text !== "" ? JSON.parse(text) : undefined;
    this.#expectListed(method, path, json);
    return { status: response.status, headers: response.headers, text, json, problem: json };
  }

  /** Every problem that any test meets must be one that the API description promises. */
  #expectListed(method: string, path: string, answer: Partial<Problem> | undefined): void {
    if (answer?.code === undefined) return;
    this.#operations ??= operationsOf(this);
    const listed = findOperation(this.#operations, method, path)?.listed;
    if (listed?.has(answer.code) === false) throw new Error(`${method} ${path} does not list ${answer.code}`);
  }

  async fetch(
    method: string,
    path: string,
    { token, body, raw, headers = {}, country, host }: CallOptions = {},
  ): Promise<Response> {
    const context = createExecutionContext();
    const origin = host === undefined ? PUBLIC_URL : `https://${host}`;
    const request = new Request(`${origin}${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined && raw === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(raw === undefined ? {} : { body: raw }),
      ...(country === undefined ? {} : { cf: { country } }),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const response = await this.app.fetch(request, this.env, context);
    await waitOnExecutionContext(context);
    return response;
  }

  /** A tenant of its own with one user, and that user's access token. */
  async newTenant(
    role: MemberRole = "owner",
    { tenantId = newId("tenant"), userId = newId("user"), sessionId = crypto.randomUUID() as string } = {},
  ): Promise<{ tenantId: Id<"tenant">; userId: string; token: string }> {
    await controlBatch(this.services.db, (query) => [
      query.insert(authUser).values({ id: userId, name: "Test", email: `${userId}@netvexa.test` }),
      query.insert(tenant).values({ id: tenantId, name: "Test", slug: tenantId }),
      query.insert(member).values({ id: crypto.randomUUID(), tenantId, userId, role }),
    ]);
    return { tenantId, userId, token: await this.#newToken({ tenantId, userId, sessionId, role }) };
  }

  /** One more user in a tenant that exists. */
  async newMember(tenantId: Id<"tenant">, role: MemberRole): Promise<{ userId: Id<"user">; token: string }> {
    const userId = newId("user");
    await controlBatch(this.services.db, (query) => [
      query.insert(authUser).values({ id: userId, name: "Test", email: `${userId}@netvexa.test` }),
      query.insert(member).values({ id: crypto.randomUUID(), tenantId, userId, role }),
    ]);
    const sessionId = crypto.randomUUID();
    return { userId, token: await this.#newToken({ tenantId, userId, sessionId, role }) };
  }

  /** The token of a session of its own, which outlives whatever a test does to the clock. */
  async #newToken(claims: AccessClaims): Promise<string> {
    const { sessionId: id, userId } = claims;
    const expiresAt = new Date(this.world.nowMs + SESSION_TTL_MS);
    await controlBatch(this.services.db, (query) => [
      query.insert(authSession).values({ id, userId, token: crypto.randomUUID(), expiresAt }),
    ]);
    return (await this.services.accessTokens.sign(claims)).token;
  }

  async newAgent(token: string, more: Partial<AgentInput> = {}): Promise<Id<"agent">> {
    const { json } = await this.call("POST", "/v1/agents", { token, body: { name: "Guide", ...more } });
    return json.id;
  }
}

function answerFrames(): ServerFrame[] {
  const messageId = newId("message");
  const made = { by: "extractive", cached: false, grounded: false } as const;
  return [
    { type: "ack", id: crypto.randomUUID(), messageId: newId("message"), seq: 1 },
    { type: "start", messageId, replyTo: newId("message"), seq: 2 },
    { type: "delta", messageId, offset: 0, text: "In " },
    { type: "delta", messageId, offset: 3, text: "Vienna." },
    {
      type: "end",
      messageId,
      seq: 2,
      text: "In Vienna.",
      citations: [],
      made,
      reason: "complete",
      timings: { db: 4, total: 9 },
    },
  ];
}

function makeServices(world: World, bindings: Env): Services {
  const now = () => world.nowMs;
  const databaseUrl = bindings.DATABASE_URL ?? "";
  const db = openDatabase({ url: databaseUrl });
  const signingKeys = createSigningKeys({ db, secret: SETTINGS.ACCESS_TOKEN_SECRET, now });
  return {
    db,
    mayDropPlaces: () => mayDropPlaces(db),
    vault: createVault({ db, wrapper: () => createLocalKeyWrapper(SETTINGS.LOCAL_KMS_KEY), now }),
    embedder: {
      model: { ...embeddingModel(SETTINGS.AI_EMBED_MODEL), dims: 4 },
      embed: async (texts) => texts.map(() => new Float32Array([1, 0, 0, 0])),
    },
    objectStore: {
      presignUpload: async ({ key, contentType }) => ({
        method: "PUT",
        url: `https://bucket.test/${key}`,
        headers: { "Content-Type": contentType },
        expiresAt: new Date(world.nowMs).toISOString(),
      }),
      putJson: async (key, json) => void world.objects.set(key, { json, sizeBytes: JSON.stringify(json).length }),
      sizeOf: async (key) => world.objects.get(key)?.sizeBytes,
      async removeFolder(path) {
        if (world.isStoreDown) throw new Error("the store does not answer");
        const keys = [...world.objects.keys()].filter((key) => key.startsWith(path));
        for (const key of keys) world.objects.delete(key);
        return keys.length;
      },
    },
    jobQueue: {
      async send(job) {
        if (world.isQueueDown) throw new Error("the queue does not answer");
        world.jobs.push(job);
      },
    },
    rooms: {
      async ask(join, message) {
        world.joins.push(join);
        world.asked.push(message);
        const lines = world.frames(join).map((frame) => `${JSON.stringify(frame)}\n`);
        return new Blob(lines).stream();
      },
      erase: async (room) => void world.erased.push(room),
      forget: async (room) => void world.erased.push(room),
      recheck: async () => 0,
      endSession: async () => undefined,
      async connect(join) {
        world.joins.push(join);
        return new Response("joined", { status: 200 });
      },
    },
    doors: {
      async admit(door, entry) {
        world.entries.push({ ...door, ...entry });
        return world.admission(entry);
      },
      recheck: async ({ agentId }) => void world.rechecked.push(agentId),
      end: async (_door, sessionId) => void world.ended.push(sessionId),
      async forget(_door, sessionId) {
        world.forgotten.push(sessionId);
        return world.forgetting();
      },
      copy: async () => world.copying(),
      async close({ agentId }, conversations) {
        if (world.isDoorDown) throw new Error("the door does not answer");
        world.closed.push({ agentId, conversations });
      },
    },
    mailer: { send: async (mail) => void world.mails.push(mail) },
    signingKeys,
    accessTokens: createAccessTokens({ keys: signingKeys, now }),
    visitorTokens: createVisitorTokens({ secret: SETTINGS.VISITOR_TOKEN_SECRET, now }),
    visitorIdentities: createVisitorIdentities({ secret: SETTINGS.VISITOR_TOKEN_SECRET, now }),
    agents: createExpiringCache({ ttlMs: 10_000, maxEntries: 100, now }),
    keys: createExpiringCache({ ttlMs: 5_000, maxEntries: 100, now }),
    refusals: createExpiringCache({ ttlMs: 5_000, maxEntries: 100, now }),
    publicUrl: PUBLIC_URL,
    isDevelopment: true,
    log: createLogger((line) => world.log.push(JSON.parse(line))),
    now,
  };
}
