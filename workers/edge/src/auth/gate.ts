import { ServiceError } from "@netvexa/contract/problem";
import { controlBatch } from "@netvexa/db/control";
import { authAttempt } from "@netvexa/db/schema/auth";
import { eq, sql } from "drizzle-orm";
import type { Settings } from "../env.ts";
import type { Services } from "../services/context.ts";
import { sha256Hex } from "./digest.ts";
import { networkOf } from "./edge-address.ts";
import type { Gate, Limit } from "./routes.ts";

/** A laptop's tests and clients all share one address. */
const DEVELOPMENT_FACTOR = 100;
const EXPIRED_PER_ATTEMPT = 20;

interface Counted {
  key: string;
  limit: Limit;
}

interface Attempt {
  headers: Headers;
  /** The parsed body, whatever it is. */
  body: unknown;
  /** Who is signed in, by the word of what will read the same cookies afterwards. */
  userId?: string | undefined;
}

/** Forgives what was counted for the account, once the attempt has succeeded. */
export type Forgive = () => Promise<void>;

type GateServices = Pick<Services, "db" | "now" | "log" | "refusals">;

/**
 * Counts an attempt in the database, for every subject at once and before anything is compared, and refuses it
 * past a limit. What cannot be counted is refused as well.
 */
export async function passGate(
  services: GateServices,
  settings: Settings,
  gate: Gate,
  attempt: Attempt,
): Promise<Forgive> {
  const address = await countAddress(services, settings, gate, attempt.headers);
  const account = await countAccount(settings, gate, attempt.body);
  const person = await countPerson(settings, gate, attempt.userId);
  const counted = [address, account, person].filter((subject) => subject !== undefined);
  refuseKnown(services, counted);
  await count(services, counted);
  if (gate.person !== undefined && person === undefined) throw new ServiceError("unauthenticated");
  return async () => {
    if (account === undefined || gate.isForgivenBySuccess !== true) return;
    services.refusals.delete(account.key);
    await controlBatch(services.db, (query) => [query.delete(authAttempt).where(eq(authAttempt.key, account.key))]);
  };
}

/** What is counted once it is known who asks. */
export interface Subject {
  kind: string;
  subject: string;
  limit: Limit;
}

/** As `passGate`, for subjects that no request names by itself. */
export async function passSubjects(
  services: GateServices,
  settings: Settings,
  gate: Pick<Gate, "name">,
  subjects: readonly Subject[],
): Promise<void> {
  const counted = await Promise.all(
    subjects.map(async ({ kind, subject, limit }) => ({ key: await keyOf(settings, gate, kind, subject), limit })),
  );
  refuseKnown(services, counted);
  await count(services, counted);
}

async function countAddress({ log }: GateServices, settings: Settings, gate: Gate, headers: Headers): Promise<Counted> {
  const isProduction = settings.ENVIRONMENT === "production";
  // Only the edge sets this header; what a client says of itself in others is never read.
  const network = networkOf(headers.get("cf-connecting-ip") ?? "");
  if (network === undefined && isProduction) {
    log("error", "edge_address_missing", { route: gate.name });
    throw new ServiceError("misconfigured");
  }
  const { max, windowMs } = gate.address;
  return {
    key: await keyOf(settings, gate, "address", network ?? "local"),
    limit: { max: isProduction ? max : max * DEVELOPMENT_FACTOR, windowMs },
  };
}

async function countAccount(settings: Settings, gate: Gate, body: unknown): Promise<Counted | undefined> {
  if (gate.account === undefined || typeof body !== "object" || body === null || !("email" in body)) return undefined;
  if (typeof body.email !== "string") return undefined;
  const spelling = body.email.trim().normalize("NFKC").toLowerCase();
  return { key: await keyOf(settings, gate, "account", spelling), limit: gate.account };
}

/** By the person and not by the session: whoever has the password makes as many of those as they like. */
async function countPerson(settings: Settings, gate: Gate, userId: string | undefined): Promise<Counted | undefined> {
  if (gate.person === undefined || userId === undefined) return undefined;
  return { key: await keyOf(settings, gate, "person", userId), limit: gate.person };
}

function keyOf({ AUTH_SECRET }: Settings, gate: Pick<Gate, "name">, kind: string, subject: string): Promise<string> {
  return sha256Hex(JSON.stringify([AUTH_SECRET, gate.name, kind, subject]));
}

/** Whoever goes on after a refusal meets this isolate's memory for a few seconds, and costs the database nothing. */
function refuseKnown({ refusals, now }: GateServices, counted: readonly Counted[]): void {
  const ends = counted.map(({ key }) => refusals.get(key)).filter((endsAtMs) => endsAtMs !== undefined);
  const endsAtMs = Math.max(0, ...ends);
  if (endsAtMs > now()) throw tooMany(endsAtMs - now());
}

function tooMany(retryAfterMs: number): ServiceError {
  return new ServiceError("rate_limited", { retryAfterMs: Math.max(retryAfterMs, 1_000) });
}

async function count({ db, now, refusals }: GateServices, counted: readonly Counted[]): Promise<void> {
  const nowMs = now();
  const at = new Date(nowMs).toISOString();
  // In one order everywhere, so that two attempts cannot wait for each other.
  const subjects = counted.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const isOver = sql`${authAttempt.windowEndsAt} <= ${at}::timestamptz`;
  const [rows] = await controlBatch(db, (query) => [
    query
      .insert(authAttempt)
      .values(subjects.map(({ key, limit }) => ({ key, count: 1, windowEndsAt: new Date(nowMs + limit.windowMs) })))
      .onConflictDoUpdate({
        target: authAttempt.key,
        set: {
          count: sql`case when ${isOver} then 1 else ${authAttempt.count} + 1 end`,
          windowEndsAt: sql`case when ${isOver} then excluded.window_ends_at else ${authAttempt.windowEndsAt} end`,
        },
      })
      .returning(),
    sql`delete from auth_attempt where key in (
      select key from auth_attempt where window_ends_at <= ${at}::timestamptz
      limit ${EXPIRED_PER_ATTEMPT} for update skip locked)`,
  ]);
  const limits = new Map(subjects.map(({ key, limit }) => [key, limit.max]));
  const over = rows.filter((row) => row.count > (limits.get(row.key) ?? 0));
  if (over.length === 0) return;
  for (const { key, windowEndsAt } of over) refusals.set(key, windowEndsAt.getTime());
  throw tooMany(Math.max(...over.map((row) => row.windowEndsAt.getTime())) - nowMs);
}
