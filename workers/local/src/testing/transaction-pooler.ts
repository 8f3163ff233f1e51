import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { createPacketReader } from "../postgres/pglite/packets.ts";
import { ENCRYPTION_REFUSED, readStartup, WELCOME } from "../postgres/pglite/startup.ts";
import { transactionStatus } from "../postgres/pglite/wire.ts";
import { connectToServer, type ServerConnection } from "./server-connection.ts";

const TERMINATE = 0x58;
/** Messages after which the server answers: query and sync. */
const ASKS_FOR_ANSWER = new Set([..."QS"].map((letter) => letter.charCodeAt(0)));

export interface TransactionPooler {
  readonly url: string;
  /** What the probe found on a connection at the end of each transaction, with how often. */
  readonly found: ReadonlyMap<string, number>;
  stop(): Promise<void>;
}

export interface PoolerOptions {
  readonly serverUrl: string;
  readonly connections: number;
  /** One row of text, asked of a connection whenever a transaction has ended and before the next one borrows it. */
  readonly probe: string;
}

/**
 * Lends few connections to many clients, one transaction at a time, as the poolers of hosted databases do. A client
 * that leaves in the middle is rolled back, and its connection goes on as it is: nothing is thrown away or reset.
 */
export async function startTransactionPooler(options: PoolerOptions): Promise<TransactionPooler> {
  const all = await Promise.all(Array.from({ length: options.connections }, () => connectToServer(options.serverUrl)));
  const idle = [...all];
  const waiting: ((server: ServerConnection) => void)[] = [];
  const found = new Map<string, number>();

  function borrow(): Promise<ServerConnection> {
    const server = idle.pop();
    return server ? Promise.resolve(server) : new Promise((resolve) => waiting.push(resolve));
  }

  async function giveBack(server: ServerConnection): Promise<void> {
    const seen = await server.ask(options.probe);
    found.set(seen, (found.get(seen) ?? 0) + 1);
    const next = waiting.shift();
    if (next) next(server);
    else idle.push(server);
  }

  const listener = createServer((socket) => serveClient(socket, { borrow, giveBack }));
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const url = new URL(options.serverUrl);
  url.port = String((listener.address() as AddressInfo).port);

  async function stop(): Promise<void> {
    listener.close();
    await Promise.all(all.map((server) => server.close()));
  }

  return { url: url.href, found, stop };
}

interface Lender {
  borrow(): Promise<ServerConnection>;
  giveBack(server: ServerConnection): Promise<void>;
}

function serveClient(socket: Socket, { borrow, giveBack }: Lender): void {
  const reader = createPacketReader();
  let isAdmitted = false;
  let hasLeft = false;
  let pending: Buffer[] = [];
  let held: ServerConnection | undefined;
  let work: Promise<void> = Promise.resolve();

  async function take(bytes: Buffer): Promise<void> {
    reader.push(bytes);
    const next = () => reader.next({ hasLetter: isAdmitted });
    for (let packet = next(); packet !== undefined; packet = next()) {
      if (!isAdmitted) admit(packet);
      else if (packet[0] === TERMINATE) socket.end();
      else await pass(packet);
    }
  }

  function admit(packet: Buffer): void {
    isAdmitted = readStartup(packet).kind === "startup";
    socket.write(isAdmitted ? WELCOME : ENCRYPTION_REFUSED);
  }

  async function pass(packet: Buffer): Promise<void> {
    pending.push(packet);
    if (hasLeft || !ASKS_FOR_ANSWER.has(packet[0] ?? 0)) return;
    held ??= await borrow();
    const answer = await held.exchange(Buffer.concat(pending.splice(0)));
    socket.write(answer);
    if (transactionStatus(answer) === "idle") await handBack(held);
  }

  async function handBack(server: ServerConnection): Promise<void> {
    held = undefined;
    await giveBack(server);
  }

  async function leave(): Promise<void> {
    pending = [];
    if (held === undefined) return;
    await held.ask("rollback");
    await handBack(held);
  }

  socket.on("data", (bytes) => {
    work = work.then(() => take(bytes));
  });
  // A client that is cut off says so with an error before it closes.
  socket.on("error", () => undefined);
  socket.on("close", () => {
    hasLeft = true;
    work = work.then(leave);
  });
}
