import { once } from "node:events";
import { connect } from "node:net";
import { serialize } from "pg-protocol";
import { createPacketReader } from "../postgres/pglite/packets.ts";
import { decodeResults, encodeText } from "../postgres/pglite/wire.ts";

const READY = 0x5a;

/** A connection to a Postgres server that trusts whoever comes, spoken to in whole exchanges, one after the other. */
export interface ServerConnection {
  /** What the server answers, up to and with its being ready for the next message. */
  exchange(message: Buffer): Promise<Buffer>;
  /** The one row of a query, its values joined by bars; empty for none. */
  ask(sql: string): Promise<string>;
  close(): Promise<void>;
}

export async function connectToServer(url: string): Promise<ServerConnection> {
  const { hostname, port, username, pathname } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  const reader = createPacketReader();
  let heard: Buffer[] = [];
  let finish: (answer: Buffer) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;

  socket.on("data", (bytes) => {
    reader.push(bytes);
    for (let packet = reader.next({ hasLetter: true }); packet; packet = reader.next({ hasLetter: true })) {
      heard.push(packet);
      if (packet[0] === READY) finish(Buffer.concat(heard.splice(0)));
    }
  });
  socket.on("error", (error) => fail(error));
  socket.on("close", () => fail(new Error("the server closed the connection")));

  function exchange(message: Buffer): Promise<Buffer> {
    heard = [];
    return new Promise((resolve, reject) => {
      [finish, fail] = [resolve, reject];
      socket.write(message);
    });
  }

  async function ask(sql: string): Promise<string> {
    const [result] = decodeResults(await exchange(encodeText(sql)));
    return result?.rows[0]?.map((value) => value ?? "null").join("|") ?? "";
  }

  async function close(): Promise<void> {
    fail = () => undefined;
    socket.end(serialize.end());
    if (!socket.closed) await once(socket, "close");
  }

  await exchange(serialize.startup({ user: username, database: pathname.slice(1) }));
  return { exchange, ask, close };
}
