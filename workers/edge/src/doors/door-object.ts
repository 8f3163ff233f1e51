import { DurableObject } from "cloudflare:workers";
import { type Id, newId } from "@netvexa/contract/ids";
import { LIMITS } from "@netvexa/contract/limits";
import type { WorkWanted } from "@netvexa/contract/problem";
import type { AgentRules } from "../services/context.ts";
import type { Admission, Copying, Entry, Forgetting, Solution } from "./admission.ts";
import { CALM, type Pressure, press, workBits } from "./attack.ts";
import { CopyBudget } from "./copy-budget.ts";
import { doorOfName } from "./door-name.ts";
import { type DoorStore, type Errand, type KnownRoom, openDoorStore } from "./door-store.ts";
import type { Grant } from "./turn-budget.ts";
import { TurnLedger } from "./turn-ledger.ts";
import { checkWork, importWorkKey, makeChallenge, type Solved } from "./work.ts";

/** The rooms as their door needs them. */
export interface DoorRooms {
  recheck(room: RoomName, rules?: AgentRules): Promise<number>;
  endSession(room: RoomName, sessionId: string): Promise<void>;
  forget(room: RoomName): Promise<void>;
  erase(room: RoomName): Promise<void>;
}
export interface RoomName {
  tenantId: Id<"tenant">;
  conversationId: Id<"conversation">;
}

export interface DoorFault {
  tenantId: string;
  agentId: string;
  count: number;
  requestId?: string;
  error: unknown;
}

export interface DoorDeps {
  rooms: DoorRooms;
  /** New sessions in a window past which each costs work. */
  threshold: number;
  /** Times that the limits of questions are widened. */
  turnFactor: number;
  /** `requestId` names a call that failed; without one, errands to `count` rooms did. */
  onFault: (fault: DoorFault) => void;
  now: () => number;
}

type RoomState = Pick<KnownRoom, "conversationId" | "sessionId" | "isOpen">;

const ERRANDS_PER_RUN = 400;
const ERRANDS_AT_ONCE = 50;
const ERRANDS_AGAIN_AFTER_MS = 5_000;
const ASK_OPEN_ROOMS_EVERY_MS = 24 * 60 * 60_000;
const ALARM_AT_MOST_EVERY_MS = 60_000;
/** Longer than any isolate goes by an agent that it has read. */
const REMEMBERED_FOR_MS = 15_000;
const RULES_FRESH_MS = 5_000;
const TOKEN_MS = LIMITS.visitorTokenTtlSeconds * 1000;
const RESUME_MS = LIMITS.visitorResumeTtlSeconds * 1000;

/**
 * The door of one agent: counts who wants in, asks for work while that is an attack, and knows the conversations that
 * a token may open or that have sockets, so that a lost right reaches exactly their rooms. Errands to rooms are stored
 * before they are run, and an alarm finishes what was left.
 */
export abstract class DoorObject<Env> extends DurableObject<Env> {
  #deps: DoorDeps | undefined;
  #store: DoorStore | undefined;
  #pressure: Pressure | undefined;
  #rules: { rules: AgentRules; atMs: number } | undefined;
  #isClosed = false;
  #key: CryptoKey | undefined;
  readonly #copies = new CopyBudget();

  protected abstract compose(): DoorDeps;

  admit(entry: Entry): Promise<Admission> {
    return this.guarded(() => this.#admit(entry));
  }

  async #admit(entry: Entry): Promise<Admission> {
    const { conversationId, sessionId, isNew, policy, work, network } = entry;
    const { now, threshold } = this.#dependencies();
    const nowMs = now();
    const solved = isNew && work !== undefined ? await this.#check(work, nowMs) : undefined;
    // From here to the store nothing waits, so no other call comes between.
    const store = this.#open();
    if (this.#isClosed) return { kind: "gone" };
    if (store.isEnded(sessionId)) return { kind: "ended" };
    const ledger = this.#ledger();
    const lease = isNew ? ledger.offer(entry, nowMs, LIMITS.turnsPerLease) : ledger.offerRenewal(entry, nowMs);
    const spent = { kind: "spent", retryAfterMs: lease.grant.retryAfterMs } as const;
    if (isNew) {
      const pressure = this.#press(nowMs, threshold);
      const isDue = policy === "always" || (policy === "auto" && pressure.isAttack);
      const isPaid = !isDue || (solved !== undefined && store.spend(solved.id, solved.endsAtMs));
      if (lease.grant.turns === 0) return spent;
      if (!isPaid) return { kind: "work", ...(await this.#challenge(workBits(pressure, threshold), nowMs)) };
    }
    if (lease.grant.turns === 0) return spent;
    lease.take();
    store.knowToken({ conversationId, sessionId, untilMs: nowMs + TOKEN_MS }, network);
    await this.#wakeBy(nowMs + TOKEN_MS);
    return { kind: "admitted" };
  }

  /** More questions for a room whose first lease is nearly used up, out of the same buckets. */
  lease({ conversationId, visitorId }: { conversationId: string; visitorId: string }): Promise<Grant> {
    return this.guarded(async () => {
      const nowMs = this.#dependencies().now();
      const network = this.#open().networkOf(conversationId);
      const { grant, take } = this.#ledger().offer({ visitorId, network }, nowMs, 1);
      if (grant.turns > 0) await this.#wakeBy(take());
      return grant;
    });
  }

  /** A room's own word on whether it has sockets. */
  note(room: RoomState): Promise<void> {
    return this.guarded(() => this.#note(room));
  }

  async #note(room: RoomState): Promise<void> {
    const nowMs = this.#dependencies().now();
    const untilMs = nowMs + (room.isOpen ? ASK_OPEN_ROOMS_EVERY_MS : TOKEN_MS);
    const store = this.#open();
    store.know({ ...room, untilMs });
    await this.#wakeBy(room.isOpen && this.#isLate(store, room, nowMs) ? nowMs : untilMs);
  }

  /** Has every known room look again who may be there, by rules that have just been read or each for itself. */
  recheck(rules?: AgentRules): Promise<void> {
    return this.guarded(async () => {
      const atMs = this.#dependencies().now();
      this.#rules = rules === undefined ? undefined : { rules, atMs };
      const store = this.#open();
      store.sendEverywhere("recheck", atMs);
      const ends = this.#isClosed ? [] : (rules?.visitorSecrets ?? []).map(({ endsAtMs }) => endsAtMs ?? 0);
      for (const endsAtMs of ends) if (endsAtMs > atMs) store.recheckAt(endsAtMs);
      await this.#runErrands();
    });
  }

  /** Ends a visitor's session: none of its tokens opens anything from now on, and its sockets are closed. */
  end(sessionId: Id<"session">): Promise<void> {
    return this.guarded(async () => {
      this.#open().endSession(sessionId, this.#dependencies().now() + RESUME_MS);
      await this.#runErrands();
    });
  }

  /** Ends a visitor's session at their own wish, and has the rooms that it may have opened forget what they hold. */
  forget(sessionId: Id<"session">): Promise<Forgetting> {
    return this.guarded(async () => {
      const store = this.#open();
      if (this.#isClosed) return { kind: "gone" };
      const isAgain = store.isForgotten(sessionId);
      if (!isAgain && store.isEnded(sessionId)) return { kind: "ended" };
      store.forgetSession(sessionId, this.#dependencies().now() + RESUME_MS);
      await this.#runErrands();
      return { kind: isAgain ? "again" : "first" };
    });
  }

  /** Counts a copy that a visitor's session takes of what it said, if it may. */
  copy(sessionId: Id<"session">): Promise<Copying> {
    return this.guarded(async () => {
      const isEnded = this.#open().isEnded(sessionId);
      if (this.#isClosed) return { kind: "gone" };
      if (isEnded) return { kind: "ended" };
      const retryAfterMs = this.#copies.take(sessionId, this.#dependencies().now());
      return retryAfterMs > 0 ? { kind: "busy", retryAfterMs } : { kind: "allowed" };
    });
  }

  /** The agent is gone: nobody enters any more, and these rooms and all that are known forget what they hold. */
  close(conversationIds: readonly Id<"conversation">[]): Promise<void> {
    return this.guarded(() => this.#close(conversationIds));
  }

  async #close(conversationIds: readonly Id<"conversation">[]): Promise<void> {
    const store = this.#open();
    const untilMs = this.#dependencies().now();
    this.#isClosed = true;
    this.ctx.storage.transactionSync(() => {
      store.close();
      store.sendEverywhere("erase", untilMs);
      for (const conversationId of conversationIds) store.condemn(conversationId, untilMs);
    });
    await this.#runErrands();
  }

  override alarm(): Promise<void> {
    return this.guarded(async () => {
      const store = this.#open();
      store.expire(this.#dependencies().now(), this.#isClosed);
      await this.#runErrands();
      if (this.#isClosed && store.nextDueMs() === undefined) await this.#vanish();
    });
  }

  /** What escapes is printed by the platform as it is: only the name of the fault may. An alarm is tried again. */
  protected async guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const requestId = newId("request");
      // Without dependencies there is nothing to note it with; whoever failed to make them has said why.
      this.#deps?.onFault({ ...doorOfName(this.ctx.id.name), count: 1, requestId, error });
      throw new Error(`the door failed: ${requestId}`);
    }
  }

  async #vanish(): Promise<void> {
    this.#store = undefined;
    await this.ctx.storage.deleteAlarm();
    await this.ctx.storage.deleteAll();
  }

  async #runErrands(): Promise<void> {
    const store = this.#open();
    const { now, onFault } = this.#dependencies();
    const errands = store.errands(ERRANDS_PER_RUN);
    let failures = 0;
    let fault: unknown;
    for (let at = 0; at < errands.length; at += ERRANDS_AT_ONCE) {
      const group = errands.slice(at, at + ERRANDS_AT_ONCE);
      const results = await Promise.allSettled(group.map((room) => this.#runErrand(room)));
      for (const result of results) {
        if (result.status === "fulfilled") continue;
        failures += 1;
        fault = result.reason;
      }
    }
    if (failures > 0) onFault({ ...doorOfName(this.ctx.id.name), count: failures, error: fault });
    const isMore = failures > 0 || errands.length === ERRANDS_PER_RUN;
    const dueMs = store.nextDueMs();
    if (isMore) await this.#wakeBy(now() + (failures > 0 ? ERRANDS_AGAIN_AFTER_MS : 0));
    else if (dueMs !== undefined) await this.#wakeBy(Math.max(dueMs, now() + ALARM_AT_MOST_EVERY_MS));
    const endingMs = store.nextEndingMs();
    if (endingMs !== undefined) await this.#wakeBy(endingMs);
  }

  async #runErrand({ conversationId, sessionId, isOpen, untilMs, errand }: KnownRoom & { errand: Errand }) {
    const store = this.#open();
    const { rooms, now } = this.#dependencies();
    const { tenantId } = doorOfName(this.ctx.id.name);
    const room = { tenantId, conversationId: conversationId as Id<"conversation"> };
    if (errand === "end") await rooms.endSession(room, sessionId);
    if (errand === "forget") await rooms.forget(room);
    if (errand === "erase") await rooms.erase(room);
    const sockets = errand === "recheck" ? await rooms.recheck(room, this.#freshRules()) : 0;
    const nowMs = now();
    // A token that was good when the agent went could wake the room once more; the alarm then erases it again.
    if (errand === "erase" && untilMs <= nowMs) return store.forget(conversationId);
    store.done(conversationId, errand);
    if (!isOpen) return;
    const until = nowMs + (sockets > 0 ? ASK_OPEN_ROOMS_EVERY_MS : TOKEN_MS);
    store.know({ conversationId, sessionId, isOpen: sockets > 0, untilMs: until });
  }

  /** A socket that came in by what another isolate still remembered: its room gets the errand that it has missed. */
  #isLate(
    store: DoorStore,
    { conversationId, sessionId }: Pick<KnownRoom, "conversationId" | "sessionId">,
    nowMs: number,
  ) {
    if (this.#isClosed) store.condemn(conversationId, nowMs + TOKEN_MS);
    else if (store.isForgotten(sessionId)) store.forgetSession(sessionId, nowMs + RESUME_MS);
    else if (store.isEnded(sessionId)) store.endSession(sessionId, nowMs + RESUME_MS);
    else if (nowMs - store.recheckedAtMs() < REMEMBERED_FOR_MS) store.send(conversationId, "recheck");
    else return false;
    return true;
  }

  /** What was read for the last recheck, while nobody can have changed it and been heard of. */
  #freshRules(): AgentRules | undefined {
    const isFresh = this.#rules !== undefined && this.#dependencies().now() - this.#rules.atMs < RULES_FRESH_MS;
    return isFresh ? this.#rules?.rules : undefined;
  }

  #press(nowMs: number, threshold: number): Pressure {
    const before = this.#pressure ?? CALM;
    const after = press(before, nowMs, threshold);
    this.#pressure = after;
    // Kept when it turns, and now and then while it lasts: an evicted door must not take an attack for calm.
    const isDue = after.isAttack !== before.isAttack || after.windowStartMs !== before.windowStartMs;
    if (isDue && (after.isAttack || before.isAttack)) this.#open().saveAttack(after.isAttack, after.loudAtMs);
    return after;
  }

  async #check(work: Solution, nowMs: number): Promise<Solved | undefined> {
    return checkWork(await this.#workKey(), work, nowMs);
  }

  #ledger(): TurnLedger {
    return new TurnLedger(this.#open(), this.#dependencies().turnFactor);
  }

  async #challenge(bits: number, nowMs: number): Promise<WorkWanted> {
    return makeChallenge(await this.#workKey(), bits, nowMs);
  }

  async #workKey(): Promise<CryptoKey> {
    this.#key ??= await importWorkKey(this.#open().readDoor().workKey);
    return this.#key;
  }

  async #wakeBy(atMs: number): Promise<void> {
    const setMs = await this.ctx.storage.getAlarm();
    if (setMs === null || setMs > atMs) await this.ctx.storage.setAlarm(atMs);
  }

  #dependencies(): DoorDeps {
    this.#deps ??= this.compose();
    return this.#deps;
  }

  #open(): DoorStore {
    if (this.#store !== undefined) return this.#store;
    const store = openDoorStore(this.ctx.storage);
    const { isAttack, loudAtMs, isClosed } = store.readDoor();
    this.#isClosed = isClosed;
    this.#pressure = { ...CALM, isAttack, loudAtMs };
    this.#store = store;
    return store;
  }
}
