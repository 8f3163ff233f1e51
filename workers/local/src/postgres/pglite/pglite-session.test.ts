import { EventEmitter } from "node:events";
import fc from "fast-check";
import { serialize } from "pg-protocol";
import { afterEach, expect, test, vi } from "vitest";
import type { WebSocket } from "ws";
import { createExclusive } from "./exclusive.ts";
import type { PgliteDatabase } from "./pglite-database.ts";
import { servePgliteSession } from "./pglite-session.ts";

const PASSWORD = serialize.password("any");
const STARTUP = serialize.startup({ user: "netvexa", database: "netvexa" });

class FakeSocket extends EventEmitter {
  sent: Buffer[] = [];
  send(bytes: Buffer): void {
    this.sent.push(bytes);
  }
  close(): void {
    this.emit("close");
  }
}

/** A database that knows `begin` and `commit` and writes down what reached it. */
function fakeDatabase() {
  const lock = createExclusive();
  const log: string[] = [];
  let status = "I";
  const database: PgliteDatabase = {
    run: () => Promise.resolve([]),
    withSession: () => Promise.reject(new Error("not part of this test")),
    acquire: lock.acquire,
    close: async () => undefined,
    reset: async () => {
      log.push("reset");
      status = "I";
    },
    exchange: async (bytes) => {
      const sql = Buffer.from(bytes).toString("utf8", 5, bytes.length - 1);
      log.push(sql);
      if (sql.includes("begin")) status = "T";
      if (sql.includes("commit")) status = "I";
      return Buffer.from([0x5a, 0, 0, 0, 5, status.charCodeAt(0)]);
    },
  };
  return { database, log };
}

const refuse = () => Promise.reject(new Error("not part of this test"));

function connect(database: PgliteDatabase, idleHolderMs = 60_000): FakeSocket {
  const socket = new FakeSocket();
  servePgliteSession(socket as unknown as WebSocket, { open: async () => database, carryOut: refuse, idleHolderMs });
  socket.emit("message", Buffer.concat([STARTUP, PASSWORD]));
  return socket;
}

afterEach(() => {
  vi.useRealTimers();
});

test("no session gets in between the statements of another's transaction, whoever drops when", async () => {
  const step = fc.record({ session: fc.nat(3), act: fc.constantFrom("begin", "work", "work", "commit", "drop") });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const { database, log } = fakeDatabase();
      const sockets = Array.from({ length: 4 }, () => connect(database));
      const gone = new Set<number>();
      for (const { session, act } of steps) {
        if (gone.has(session)) continue;
        if (act === "drop") gone.add(session);
        if (act === "drop") sockets[session]?.close();
        else sockets[session]?.emit("message", serialize.query(`${session} ${act}`));
      }
      for (const [session, socket] of sockets.entries()) if (!gone.has(session)) socket.close();
      const release = await database.acquire();
      release();
      await vi.waitFor(() => expect(log.filter((entry) => entry === "reset")).toHaveLength(4), { interval: 1 });
      expect(intruders(log)).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

/** Entries of the log that came while another session's transaction was open. */
function intruders(log: readonly string[]): string[] {
  let holder: string | undefined;
  return log.filter((entry) => {
    const [session, act] = entry.split(" ");
    const isIntruder = holder !== undefined && session !== holder && entry !== "reset";
    if (act === "begin") holder = session;
    if (act === "commit" || entry === "reset") holder = undefined;
    return isIntruder;
  });
}

test("bytes cut anywhere make the same conversation", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 20 }), async (sizes) => {
      const { database, log } = fakeDatabase();
      const socket = new FakeSocket();
      servePgliteSession(socket as unknown as WebSocket, {
        open: async () => database,
        carryOut: refuse,
        idleHolderMs: 60_000,
      });
      const bytes = Buffer.concat([STARTUP, PASSWORD, serialize.query("1 begin"), serialize.query("1 commit")]);
      for (let at = 0, i = 0; at < bytes.length; i += 1) {
        const size = sizes[i % sizes.length] ?? 1;
        socket.emit("message", bytes.subarray(at, at + size));
        at += size;
      }
      socket.close();
      await vi.waitFor(() => expect(log).toEqual(["1 begin", "1 commit", "reset"]), { interval: 1 });
    }),
    { numRuns: 50 },
  );
});

test("a client that holds the database and falls silent is shown out", async () => {
  vi.useFakeTimers();
  const { database, log } = fakeDatabase();
  const socket = connect(database, 1_000);
  socket.emit("message", serialize.query("1 begin"));
  await vi.advanceTimersByTimeAsync(999);
  expect(log).toEqual(["1 begin"]);
  await vi.advanceTimersByTimeAsync(1);
  expect(log).toEqual(["1 begin", "reset"]);
  expect(socket.sent.at(-1)?.toString()).toContain("25P03");
  await database.acquire();
});
