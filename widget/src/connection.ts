/**
 * One socket to the conversation, kept alive: asks for a session, says `hello`, pings, notices a dead line
 * and comes back with growing pauses. Knows nothing of what the frames mean beyond that.
 */
import {
  CLOSE,
  type ClientFrame,
  isFatalClose,
  PING,
  PONG,
  PROTOCOL,
  type ServerFrame,
  TOKEN_SUBPROTOCOL_PREFIX,
} from "@netvexa/contract/frames/wire";
import { backoffMs } from "./backoff.ts";
import type { Refusal, Session, SessionInput, Slot } from "./session.ts";

const PING_EVERY_MS = 25_000;
const ANSWER_WITHIN_MS = 10_000;
/** A token this close to its end is exchanged first. */
const EXPIRY_MARGIN_MS = 30_000;

/**
 * `refused`: this site may not use the agent; `failed`: only the visitor can start it again; `erased`: the visitor had
 * the conversation deleted, here or in another tab.
 */
export type Status = "idle" | "connecting" | "live" | "offline" | "failed" | "refused" | "erased";

export interface SocketLike {
  send(text: string): void;
  close(): void;
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
}

export interface ConnectionDeps {
  requestSession(input: SessionInput): Promise<Session | Refusal>;
  openSocket(url: string, protocols: string[]): SocketLike;
  token: Slot;
  /** Last sequence number held, for `hello`. */
  after(): number;
  onFrame(frame: ServerFrame): void;
  onStatus(status: Status): void;
  now(): number;
  random(): number;
}

export interface Connection {
  /** Connects, or takes the next attempt at once; harmless while live. */
  connect(): void;
  /** Leaves the conversation and begins a new one. */
  begin(): void;
  /** The visitor is another one: what the session was for is no longer of use. */
  change(): void;
  /** Something changed (network back, page shown): checks the line or reconnects now. */
  wake(): void;
  /** Lets go of the socket until `connect`. */
  rest(): void;
  /** False if there is no line to send on. */
  send(frame: ClientFrame): boolean;
}

export function createConnection(deps: ConnectionDeps): Connection {
  let status: Status = "idle";
  let socket: SocketLike | undefined;
  let session: Session | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let attempt = 0;
  let fatalCloses = 0;
  let retryAfterMs = 0;
  let isFresh = false;
  let isHeard = false;
  /** Answers to an earlier attempt see that they are late. */
  let round = 0;

  function wait(ms: number, then: () => void): void {
    clearTimeout(timer);
    timer = setTimeout(then, ms);
  }

  /** Lets go of the line, whatever state it is in. */
  function become(next: Status): void {
    round++;
    clearTimeout(timer);
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
      socket = undefined;
    }
    status = next;
    deps.onStatus(next);
  }

  function later(): void {
    become("offline");
    wait(Math.max(retryAfterMs, backoffMs(attempt++, deps.random)), open);
    retryAfterMs = 0;
  }

  function probe(): void {
    isHeard = false;
    socket?.send(PING);
    wait(ANSWER_WITHIN_MS, () => (isHeard ? wait(PING_EVERY_MS, probe) : later()));
  }

  function receive(frame: ServerFrame): void {
    if (frame.type === "token" && session) {
      session = { ...session, ...frame };
      deps.token.write(frame.token);
    }
    if (frame.type === "problem") retryAfterMs = frame.problem.retryAfterMs ?? 0;
    deps.onFrame(frame);
    if (frame.type === "welcome") {
      attempt = fatalCloses = retryAfterMs = 0;
      wait(PING_EVERY_MS, probe);
      status = "live";
      deps.onStatus(status);
    }
  }

  function closed({ code }: { code: number }): void {
    const isFatal = isFatalClose(code);
    const isCurable = code === CLOSE.unauthenticated || code === CLOSE.notFound;
    // A line that never came to a welcome may be the token's fault: the next attempt asks for another.
    if (isFatal || status !== "live") session = undefined;
    if (code === CLOSE.erased || code === CLOSE.notFound) deps.token.write("");
    if (code !== CLOSE.rateLimited) retryAfterMs = 0;
    if (code === CLOSE.forbidden) become("refused");
    else if (code === CLOSE.erased) become("erased");
    else if (isFatal && (!isCurable || fatalCloses++ > 0)) become("failed");
    else later();
  }

  function refused({ status: code, retryAfterMs: waitMs }: Refusal, hadToken: boolean): void {
    retryAfterMs = waitMs;
    const isFinal = code >= 400 && code < 500 && code < 428;
    if (code > 401 && code < 405) become("refused");
    else if (isFinal && !hadToken) become("failed");
    else {
      if (isFinal) deps.token.write("");
      later();
    }
  }

  function plug({ socketUrl, token }: Session): void {
    const line = deps.openSocket(socketUrl, [PROTOCOL, TOKEN_SUBPROTOCOL_PREFIX + token]);
    socket = line;
    wait(ANSWER_WITHIN_MS, later);
    line.onopen = () => line.send(JSON.stringify({ type: "hello", after: deps.after() } satisfies ClientFrame));
    line.onmessage = ({ data }) => {
      isHeard = true;
      try {
        if (data !== PONG) receive(JSON.parse(data));
      } catch {
        // A frame that cannot be read is skipped: what was stored comes again with the next hello.
      }
    };
    line.onclose = closed;
  }

  async function open(): Promise<void> {
    become(attempt > 0 ? "offline" : "connecting");
    const mine = round;
    if (isFresh || !session || Date.parse(session.expiresAt) - deps.now() < EXPIRY_MARGIN_MS) {
      const token = session?.token ?? deps.token.read();
      const answer = await deps.requestSession({ ...(token && { token }), ...(isFresh && { fresh: true }) });
      if (mine !== round) return;
      if (!("token" in answer)) return refused(answer, token !== "");
      session = answer;
      isFresh = false;
      deps.token.write(session.token);
    }
    try {
      plug(session);
    } catch {
      // A broken line is told later: there are no sockets on this page.
      become("refused");
    }
  }

  return {
    connect() {
      if (status !== "live" && status !== "connecting") void open();
    },
    begin() {
      isFresh = true;
      void open();
    },
    change() {
      const isResting = status === "idle";
      session = undefined;
      attempt = fatalCloses = retryAfterMs = 0;
      isFresh = false;
      become("idle");
      if (!isResting) void open();
    },
    wake() {
      attempt = 0;
      if (status === "live") probe();
      else if (status === "offline") void open();
    },
    rest() {
      if (status !== "refused") become("idle");
    },
    send(frame) {
      if (status === "live") socket?.send(JSON.stringify(frame));
      return status === "live";
    },
  };
}
