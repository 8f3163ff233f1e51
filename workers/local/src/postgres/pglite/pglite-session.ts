import type { RawData, WebSocket } from "ws";
import { DatabaseFailure } from "../database-failure.ts";
import { type DatabaseOrder, readOrder, withoutOrder } from "./database-order.ts";
import { createHolder, type Holder } from "./holder.ts";
import { createPacketReader } from "./packets.ts";
import type { PgliteDatabase } from "./pglite-database.ts";
import { ENCRYPTION_REFUSED, errorFrame, PASSWORD_WANTED, readStartup, WELCOME } from "./startup.ts";

const TERMINATE = 0x58;
const PASSWORD = 0x70;

export interface SessionDeps {
  open(name: string): Promise<PgliteDatabase>;
  /** Makes or removes a database. */
  carryOut(order: DatabaseOrder): Promise<void>;
  /** How long a client may hold the database without sending anything. */
  readonly idleHolderMs: number;
}

/** One client on a WebSocket: lets it in, takes its bytes in order, and clears up after it when it goes. */
export function servePgliteSession(socket: WebSocket, { open, carryOut, idleHolderMs }: SessionDeps): void {
  const reader = createPacketReader();
  let holder: Holder | undefined;
  let isAdmitted = false;
  let work: Promise<void> = Promise.resolve();

  async function take(bytes: Buffer): Promise<void> {
    reader.push(bytes);
    const next = () => reader.next({ hasLetter: holder !== undefined });
    for (let packet = next(); packet !== undefined; packet = next()) {
      const answer = await handle(packet);
      if (answer !== undefined) socket.send(answer);
    }
  }

  async function handle(packet: Buffer): Promise<Buffer | undefined> {
    if (holder === undefined) return start(packet);
    if (!isAdmitted) return admit(packet);
    if (packet[0] === TERMINATE) {
      socket.close();
      return undefined;
    }
    const order = readOrder(packet);
    if (order === undefined) return holder.take(packet);
    await carryOut(order);
    return holder.take(withoutOrder(packet));
  }

  async function start(packet: Buffer): Promise<Buffer> {
    const opening = readStartup(packet);
    if (opening.kind === "encryption") return ENCRYPTION_REFUSED;
    if (opening.kind === "other") throw new DatabaseFailure("unsupported protocol", { code: "0A000" });
    const database = await open(opening.parameters.get("database") ?? opening.parameters.get("user") ?? "");
    holder = createHolder(database, { idleHolderMs, onIdle: () => refuse(idleTooLong()) });
    return PASSWORD_WANTED;
  }

  function admit(packet: Buffer): Buffer {
    if (packet[0] !== PASSWORD) throw new DatabaseFailure("expected a password", { code: "28000" });
    isAdmitted = true;
    return WELCOME;
  }

  function refuse(error: unknown): void {
    socket.send(fatal(error));
    socket.close();
  }

  socket.on("message", (data: RawData) => {
    work = work.then(() => take(toBuffer(data))).catch(refuse);
  });
  socket.on("close", () => {
    // Fails only if the database was closed meanwhile, and the session with it.
    work = work.then(() => holder?.leave()).catch(() => undefined);
  });
}

function idleTooLong(): DatabaseFailure {
  return new DatabaseFailure("terminating connection due to idle-in-transaction timeout", { code: "25P03" });
}

function fatal(error: unknown): Buffer {
  const failure = error instanceof DatabaseFailure ? error : new DatabaseFailure(String(error), { code: "XX000" });
  return errorFrame(failure.message, { ...failure.fields, severity: "FATAL" });
}

function toBuffer(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}
