import type { PgliteDatabase } from "./pglite-database.ts";
import { changesSession, transactionStatus } from "./wire.ts";

/** Messages after which the server answers: query, sync, flush, function call, end and failure of a copy. */
const ASKS_FOR_ANSWER = new Set([..."QSHFcf"].map((letter) => letter.charCodeAt(0)));

/**
 * One client's use of the database. It holds the database from the first message of a transaction to the
 * last, and one that changes the session itself (`set role …`, a named statement) until it leaves: there is no
 * other session.
 */
export interface Holder {
  /** The server's answer, or undefined while it waits for more. */
  take(packet: Buffer): Promise<Buffer | undefined>;
  /** Rolls back what is open and gives the database back. */
  leave(): Promise<void>;
}

export interface HolderOptions {
  /** How long a client may hold the database without sending anything. */
  readonly idleHolderMs: number;
  onIdle(): void;
}

export function createHolder(database: PgliteDatabase, { idleHolderMs, onIdle }: HolderOptions): Holder {
  let pending: Buffer[] = [];
  let hasChangedSession = false;
  let release: (() => void) | undefined;
  let idle: NodeJS.Timeout | undefined;

  function giveBack(): void {
    release?.();
    release = undefined;
  }

  async function take(packet: Buffer): Promise<Buffer | undefined> {
    pending.push(packet);
    hasChangedSession ||= changesSession(packet);
    if (!ASKS_FOR_ANSWER.has(packet[0] ?? 0)) return undefined;
    clearTimeout(idle);
    release ??= await database.acquire();
    const message = Buffer.concat(pending);
    pending = [];
    const answer = await database.exchange(message);
    if (transactionStatus(answer) === "idle" && !hasChangedSession) giveBack();
    else idle = setTimeout(onIdle, idleHolderMs);
    return answer;
  }

  async function leave(): Promise<void> {
    clearTimeout(idle);
    release ??= await database.acquire();
    await database.reset();
    giveBack();
  }

  return { take, leave };
}
