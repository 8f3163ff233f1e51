import { CLOSE, PING, PONG, type ServerFrame } from "@netvexa/contract/frames/wire";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { backoffMs } from "./backoff.ts";
import { createConnection, type SocketLike, type Status } from "./connection.ts";
import type { Refusal, Session, SessionInput } from "./session.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

class Line implements SocketLike {
  readonly sent: string[] = [];
  isClosed = false;
  onopen: SocketLike["onopen"] = null;
  onmessage: SocketLike["onmessage"] = null;
  onclose: SocketLike["onclose"] = null;
  readonly protocols: string[];

  constructor(protocols: string[]) {
    this.protocols = protocols;
  }
  send(text: string): void {
    this.sent.push(text);
  }
  close(): void {
    this.isClosed = true;
  }
  say(data: ServerFrame | string): void {
    this.onmessage?.({ data: typeof data === "string" ? data : JSON.stringify(data) } as MessageEvent);
  }
  cut(code = 1006): void {
    this.onclose?.({ code } as CloseEvent);
  }
  greet(): void {
    this.onopen?.({} as Event);
    this.say({ type: "welcome", conversationId: "cnv", seq: 0, mode: "bot", agent: { name: "Ada" } });
  }
}

function setUp(answer: (input: SessionInput) => Session | Refusal = () => session("t1"), { hasSockets = true } = {}) {
  const lines: Line[] = [];
  const asked: SessionInput[] = [];
  const statuses: Status[] = [];
  let stored = "";
  const connection = createConnection({
    requestSession: async (input) => {
      asked.push(input);
      return answer(input);
    },
    openSocket: (_url, protocols) => {
      if (!hasSockets) throw new ReferenceError("WebSocket is not defined");
      const line = new Line(protocols);
      lines.push(line);
      return line;
    },
    token: {
      read: () => stored,
      write: (value) => {
        stored = value;
      },
    },
    after: () => 7,
    onFrame: () => {},
    onStatus: (status) => statuses.push(status),
    now: Date.now,
    random: () => 1,
  });
  const line = (): Line => {
    const last = lines.at(-1);
    if (!last) throw new Error("no line yet");
    return last;
  };
  return { connection, lines, asked, statuses, line, token: () => stored, status: () => statuses.at(-1) };
}

function session(token: string, expiresInMs = 900_000): Session {
  const expiresAt = new Date(Date.now() + expiresInMs).toISOString();
  return { token, expiresAt, conversationId: "cnv", socketUrl: "wss://host/v1/chat" };
}

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

describe("the connection", () => {
  test("asks for a session, offers the token as a subprotocol and says hello", async () => {
    const { connection, line, status, token } = setUp();
    connection.connect();
    await settle();
    expect(line().protocols).toEqual(["netvexa.v1", "token.t1"]);
    expect(connection.send({ type: "typing" })).toBe(false);
    line().greet();
    expect(line().sent).toEqual(['{"type":"hello","after":7}']);
    expect(status()).toBe("live");
    expect(token()).toBe("t1");
    expect(connection.send({ type: "typing" })).toBe(true);
  });

  test("comes back by itself with the same token while it is good", async () => {
    const { connection, lines, asked, line, status } = setUp();
    connection.connect();
    await settle();
    line().greet();
    line().cut();
    expect(status()).toBe("offline");
    await vi.advanceTimersByTimeAsync(500);
    line().greet();
    expect([lines.length, asked.length, status()]).toEqual([2, 1, "live"]);
  });

  test("exchanges a token that ends soon, and takes one that the server rotates", async () => {
    const { connection, asked, line, token } = setUp(() => session("t1", 60_000));
    connection.connect();
    await settle();
    line().greet();
    line().say({ type: "token", token: "t2", expiresAt: new Date(900_000).toISOString() });
    expect(token()).toBe("t2");
    line().cut();
    await vi.advanceTimersByTimeAsync(500);
    expect(line().protocols).toContain("token.t2");
    line().greet();
    vi.setSystemTime(880_000);
    line().cut();
    await vi.advanceTimersByTimeAsync(500);
    expect(asked).toEqual([{}, { token: "t2" }]);
  });

  test("waits longer each time, up to half a minute, and starts over after a welcome", async () => {
    const { connection, lines, line } = setUp();
    connection.connect();
    await settle();
    for (const waitMs of [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
      const before = lines.length;
      line().cut();
      await vi.advanceTimersByTimeAsync(waitMs - 1);
      expect(lines.length).toBe(before);
      await vi.advanceTimersByTimeAsync(1);
      expect(lines.length).toBe(before + 1);
    }
    line().greet();
    line().cut();
    const before = lines.length;
    await vi.advanceTimersByTimeAsync(500);
    expect(lines.length).toBe(before + 1);
  });

  test("notices a dead line by an unanswered ping", async () => {
    const { connection, lines, line, status } = setUp();
    connection.connect();
    await settle();
    line().greet();
    await vi.advanceTimersByTimeAsync(25_000);
    expect(line().sent.at(-1)).toBe(PING);
    line().say(PONG);
    await vi.advanceTimersByTimeAsync(35_000);
    expect([line().sent.at(-1), status()]).toEqual([PING, "live"]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect([lines[0]?.isClosed, status()]).toEqual([true, "offline"]);
  });

  test("gives up a line that opens but never welcomes", async () => {
    const { connection, lines, status } = setUp();
    connection.connect();
    await settle();
    await vi.advanceTimersByTimeAsync(10_000);
    expect([lines[0]?.isClosed, status()]).toEqual([true, "offline"]);
  });

  test("reconnects at once when the network is back", async () => {
    const { connection, lines, line } = setUp();
    connection.connect();
    await settle();
    line().greet();
    line().cut();
    connection.wake();
    await settle();
    expect(lines.length).toBe(2);
  });

  test("renews the session once after a fatal close, then leaves it to the visitor", async () => {
    const { connection, asked, line, status } = setUp();
    connection.connect();
    await settle();
    line().cut(CLOSE.unauthenticated);
    await vi.advanceTimersByTimeAsync(500);
    expect(asked).toEqual([{}, { token: "t1" }]);
    line().cut(CLOSE.unauthenticated);
    expect(status()).toBe("failed");
    connection.connect();
    await settle();
    line().greet();
    expect(status()).toBe("live");
  });

  test("forgets the token of a conversation that is gone", async () => {
    const { connection, asked, line } = setUp();
    connection.connect();
    await settle();
    line().cut(CLOSE.notFound);
    await vi.advanceTimersByTimeAsync(500);
    expect(asked).toEqual([{}, {}]);
  });

  test("stays away from a conversation that was deleted, and begins another only when asked to", async () => {
    const { connection, asked, line, status } = setUp();
    connection.connect();
    await settle();
    line().cut(CLOSE.erased);
    expect(status()).toBe("erased");
    connection.wake();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(asked).toEqual([{}]);
    connection.begin();
    await settle();
    expect(asked).toEqual([{}, { fresh: true }]);
  });

  test.each([403, 404])("is refused for good by %i", async (code) => {
    const { connection, status } = setUp(() => ({ status: code, retryAfterMs: 0 }));
    connection.connect();
    await settle();
    expect(status()).toBe("refused");
    connection.rest();
    expect(status()).toBe("refused");
  });

  test("waits as long as it is told to", async () => {
    const { connection, asked } = setUp(() => ({ status: 429, retryAfterMs: 20_000 }));
    connection.connect();
    await vi.advanceTimersByTimeAsync(19_999);
    expect(asked.length).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked.length).toBe(2);
  });

  test("drops a token that the server no longer takes", async () => {
    const { connection, asked, line, token } = setUp((input) =>
      input.token ? { status: 401, retryAfterMs: 0 } : session("t1"),
    );
    connection.connect();
    await settle();
    line().cut();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked).toEqual([{}, { token: "t1" }, {}]);
    expect(token()).toBe("t1");
  });

  test("keeps asking for a new conversation until it has one", async () => {
    let isDown = false;
    const { connection, asked, line } = setUp(() => (isDown ? { status: 0, retryAfterMs: 0 } : session("t1")));
    connection.connect();
    await settle();
    line().greet();
    isDown = true;
    connection.begin();
    await settle();
    isDown = false;
    await vi.advanceTimersByTimeAsync(500);
    expect(asked.slice(1)).toEqual([
      { token: "t1", fresh: true },
      { token: "t1", fresh: true },
    ]);
    line().greet();
    line().cut();
    await vi.advanceTimersByTimeAsync(500);
    expect(asked.length).toBe(3);
  });

  test("hears nothing more from a line it has let go", async () => {
    const { connection, lines, line, status } = setUp();
    connection.connect();
    await settle();
    line().greet();
    connection.rest();
    lines[0]?.cut();
    await vi.advanceTimersByTimeAsync(60_000);
    expect([status(), lines.length]).toEqual(["idle", 1]);
  });

  test("leaves a page that has no sockets instead of trying again", async () => {
    const { connection, asked, statuses } = setUp(undefined, { hasSockets: false });
    connection.connect();
    await vi.advanceTimersByTimeAsync(600_000);
    expect([asked.length, statuses]).toEqual([1, ["connecting", "refused"]]);
  });

  test("skips a frame it cannot read", async () => {
    const { connection, line, status } = setUp();
    connection.connect();
    await settle();
    line().greet();
    line().say("{");
    expect(status()).toBe("live");
  });
});

test("the pause stays between half and the whole of its step", () => {
  fc.assert(
    fc.property(fc.nat(5_000), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, chance) => {
      const wait = backoffMs(attempt, () => chance);
      const step = Math.min(30_000, 500 * 2 ** attempt);
      expect(wait).toBeGreaterThanOrEqual(step / 2);
      expect(wait).toBeLessThanOrEqual(step);
    }),
  );
});
