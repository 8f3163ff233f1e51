import type { RawData, WebSocket } from "ws";
import { DatabaseFailure } from "../database-failure.ts";
import type { PgliteDatabase } from "./pglite-database.ts";
import { ENCRYPTION_REFUSED, errorFrame, PASSWORD_WANTED, readStartup, WELCOME } from "./startup.ts";
import { changesSession, transactionStatus } from "./wire.ts";

/** Messages after which the server answers: query, sync, flush, function call, end and failure of a copy. */
const ASKS_FOR_ANSWER = new Set([..."QSHFcf"].map((letter) => letter.charCodeAt(0)));
const TERMINATE = 0x58;
const PASSWORD = 0x70;

export interface SessionDeps {
  open(name: string): Promise<PgliteDatabase>;
  /** How long a client may hold the database without sending anything. */
  readonly idleHolderMs: number;
}

/**
 * One client on a WebSocket. Bytes are taken in order; between the first message of a transaction and
 * its end the client holds the database, and a socket that drops in the middle is rolled back. A client
 * that changes the session itself (`set role …`, a named statement) holds it until it leaves: there is no other.
 */
export function servePgliteSession(socket: WebSocket, { open, idleHolderMs }: SessionDeps): void {
  let unread = Buffer.alloc(0);
  let pending: Buffer[] = [];
  let database: PgliteDatabase | undefined;
  let isAdmitted = false;
  let hasChangedSession = false;
  let release: (() => void) | undefined;
  let idle: NodeJS.Timeout | undefined;
  let work: Promise<void> = Promise.resolve();

  async function take(bytes: Buffer): Promise<void> {
    unread = Buffer.concat([unread, bytes]);
    for (let packet = nextPacket(); packet !== undefined; packet = nextPacket()) await handle(packet);
  }

  function nextPacket(): Buffer | undefined {
    const start = database === undefined ? 0 : 1;
    if (unread.length < start + 4) return undefined;
    const end = start + unread.readInt32BE(start);
    if (end < start + 4) throw new DatabaseFailure("invalid message length", { severity: "FATAL", code: "08P01" });
    if (unread.length < end) return undefined;
    const packet = unread.subarray(0, end);
    unread = unread.subarray(end);
    return packet;
  }

  async function handle(packet: Buffer): Promise<void> {
    if (database === undefined) return start(packet);
    if (!isAdmitted) return admit(packet);
    if (packet[0] === TERMINATE) return socket.close();
    pending.push(packet);
    hasChangedSession ||= changesSession(packet);
    if (ASKS_FOR_ANSWER.has(packet[0] ?? 0)) await exchange(database);
  }

  async function start(packet: Buffer): Promise<void> {
    const opening = readStartup(packet);
    if (opening.kind === "encryption") return socket.send(ENCRYPTION_REFUSED);
    if (opening.kind === "other") return socket.close();
    database = await open(opening.parameters.get("database") ?? opening.parameters.get("user") ?? "");
    socket.send(PASSWORD_WANTED);
  }

  function admit(packet: Buffer): void {
    if (packet[0] !== PASSWORD) {
      throw new DatabaseFailure("expected a password", { severity: "FATAL", code: "28000" });
    }
    isAdmitted = true;
    socket.send(WELCOME);
  }

  async function exchange(target: PgliteDatabase): Promise<void> {
    clearTimeout(idle);
    release ??= await target.acquire();
    const message = Buffer.concat(pending);
    pending = [];
    const answer = await target.exchange(message);
    if (transactionStatus(answer) === "idle" && !hasChangedSession) giveBack();
    else idle = setTimeout(() => refuse(idleTooLong()), idleHolderMs);
    socket.send(answer);
  }

  function giveBack(): void {
    release?.();
    release = undefined;
  }

  async function end(): Promise<void> {
    clearTimeout(idle);
    if (database === undefined || !isAdmitted) return;
    release ??= await database.acquire();
    await database.reset();
    giveBack();
  }

  function refuse(error: unknown): void {
    const failure = error instanceof DatabaseFailure ? error : new DatabaseFailure(String(error), { code: "XX000" });
    socket.send(errorFrame(failure.message, { ...failure.fields, severity: "FATAL" }));
    socket.close();
  }

  socket.on("message", (data: RawData) => {
    work = work.then(() => take(toBuffer(data))).catch(refuse);
  });
  socket.on("close", () => {
    work = work.then(end);
  });
}

function idleTooLong(): DatabaseFailure {
  return new DatabaseFailure("terminating connection due to idle-in-transaction timeout", { code: "25P03" });
}

function toBuffer(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}
