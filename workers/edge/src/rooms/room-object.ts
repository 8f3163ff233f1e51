import { DurableObject } from "cloudflare:workers";
import { CLOSE, PING, PONG, PROTOCOL } from "@netvexa/contract/frames/wire";
import { newId } from "@netvexa/contract/ids";
import { LIMITS } from "@netvexa/contract/limits";
import type { ProblemCode } from "@netvexa/contract/problem";
import type { AgentRules } from "../services/context.ts";
import { createConnections, type ObjectConnections } from "./connections.ts";
import { faultFrame, problemFrame } from "./core/frames.ts";
import { DoorReporter } from "./door-reporter.ts";
import { Doorkeeper } from "./doorkeeper.ts";
import { isEnded, isForgotten, noteEnded, noteForgotten } from "./ended-sessions.ts";
import { decodeJoin, JOIN_HEADER, Join, roomName } from "./join.ts";
import type { RoomDeps } from "./ports.ts";
import { Room } from "./room.ts";
import type { RoomStore } from "./room-store.ts";
import { openSqliteStore } from "./sqlite-store.ts";

const NORMAL_CLOSURE = 1000;
/** As long as any token of an ended session could be of use. */
const ENDED_KEPT_MS = LIMITS.visitorResumeTtlSeconds * 1000;

type Admission = { ok: true; room: Room; page: Join["page"] } | { ok: false; code: ProblemCode; close: number };

/**
 * The shell of a room: turns callbacks of the platform into calls of `Room` and holds no rule of its own. Nothing
 * is read, written or composed before the first event, so that an object that merely exists costs nothing.
 */
export abstract class RoomObject<Env> extends DurableObject<Env> {
  #deps: RoomDeps | undefined;
  #room: Room | undefined;
  #store: RoomStore | undefined;
  #doorkeeper: Doorkeeper | undefined;
  #reporter: DoorReporter | undefined;
  #isErasing = false;
  #isErased = false;
  readonly #connections: ObjectConnections = createConnections(this.ctx, () => crypto.randomUUID());

  protected abstract compose(): RoomDeps;

  /** The upgrade of a visitor's socket. A refused one is accepted, told why, and closed. */
  override fetch(request: Request): Promise<Response> {
    return this.guarded(() => this.#open(request));
  }

  async #open(request: Request): Promise<Response> {
    if (request.headers.get("upgrade")?.toLowerCase() !== "websocket") return new Response(null, { status: 426 });
    const { 0: client, 1: server } = new WebSocketPair();
    const admission = this.#admit(decodeJoin(request.headers.get(JOIN_HEADER)));
    if (!admission.ok || this.#connections.isFull()) {
      const refusal = admission.ok ? ({ code: "rate_limited", close: CLOSE.rateLimited } as const) : admission;
      server.accept();
      server.send(JSON.stringify(problemFrame(this.#dependencies().origin, { code: refusal.code })));
      server.close(refusal.close, refusal.code);
    } else {
      this.ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG));
      const id = this.#connections.accept(server, admission.page);
      this.#door().admitted(id);
      admission.room.joined(id);
      this.#doorReporter().changed(admission.room.join, admission.page?.sessionId);
    }
    return new Response(null, { status: 101, webSocket: client, headers: { "sec-websocket-protocol": PROTOCOL } });
  }

  /**
   * One question over HTTP: newline-delimited server frames `ack`, `start`, `delta`…, then `end` or `problem`.
   * The answer is finished and stored whether or not the stream is read to its end.
   */
  ask(join: Join, question: { clientId: string; text: string }): Promise<ReadableStream<Uint8Array>> {
    return this.guarded(() => this.#ask(join, question));
  }

  async #ask(join: Join, question: { clientId: string; text: string }): Promise<ReadableStream<Uint8Array>> {
    const { id, stream } = this.#connections.openStream((gone) => this.#room?.dispatch({ type: "left", id: gone }));
    const checked = Join.safeParse(join);
    const admission = this.#admit(checked.data);
    if (admission.ok) {
      admission.room.ask(id, question);
    } else {
      const frame = problemFrame(this.#dependencies().origin, { code: admission.code }, question.clientId);
      this.#connections.send(id, JSON.stringify(frame));
      this.#connections.close(id, admission.close, admission.code);
    }
    return stream;
  }

  /** Forgets the conversation: closes its sockets, waits for what is under way, and empties the object's storage. */
  erase(): Promise<void> {
    return this.guarded(() => this.#erase());
  }

  /** As `erase`, at the visitor's own wish: the sockets are told so, and no token opens the conversation any more. */
  forget(): Promise<void> {
    return this.guarded(() => this.#erase({ isForGood: true }));
  }

  async #erase({ isForGood = false } = {}): Promise<void> {
    const code = isForGood ? CLOSE.erased : CLOSE.notFound;
    this.#isErasing = true;
    try {
      await this.#room?.end(code);
      this.#connections.live();
      this.#connections.closeAll(code, "");
      await this.ctx.storage.deleteAlarm();
      await this.ctx.storage.deleteAll();
      this.#store = undefined;
      // Before anybody may come in again.
      if (isForGood) await this.#shutOut(() => noteForgotten(this.ctx.storage));
    } finally {
      this.#room = undefined;
      this.#store = undefined;
      this.#isErasing = false;
      this.#isErased = true;
    }
  }

  override async webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    try {
      await this.#receive(socket, data);
    } catch (error) {
      const frame = faultFrame(this.#deps?.origin ?? "", this.#noteFault(error));
      refuse(socket, JSON.stringify(frame));
    }
  }

  async #receive(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    const id = this.#connections.idOf(socket);
    const room = this.#wake();
    if (id === undefined || room === undefined) {
      socket.close(CLOSE.goingAway, "");
      return;
    }
    const mayStay = this.#door().mayStay(id, room.join);
    if (mayStay === true) room.frame(id, data);
    else if (await mayStay) this.#wake()?.frame(id, data);
    else this.#wake()?.dispatch({ type: "left", id });
  }

  /**
   * Rights may have changed: whoever has none any more is shown out now, without waiting for a frame. Gives the number
   * of sockets that are left. `rules`: as they have just been read, so that the room need not.
   */
  recheck(rules?: AgentRules): Promise<number> {
    return this.guarded(async () => {
      const room = this.ctx.getWebSockets().length === 0 ? undefined : this.#wake();
      if (room !== undefined) await this.#door().lookAtAll(room.join, rules);
      return this.#connections.openSockets();
    });
  }

  /** A visitor's session is over: its sockets are closed, and no token of it opens the room any more. */
  endSession(sessionId: string): Promise<void> {
    return this.guarded(async () => {
      await this.#shutOut(() => {
        noteEnded(this.ctx.storage, sessionId);
        this.#door().endSession(sessionId);
      });
    });
  }

  async #shutOut(note: () => void): Promise<void> {
    const hasJoined = this.#openStore().readJoin() !== undefined;
    note();
    // A room that nobody has entered holds nothing but this note.
    if (!hasJoined) await this.ctx.storage.setAlarm(this.#dependencies().now() + ENDED_KEPT_MS);
  }

  override async webSocketClose(socket: WebSocket): Promise<void> {
    await this.guarded(async () => this.#leave(socket));
  }

  override async webSocketError(socket: WebSocket): Promise<void> {
    await this.guarded(async () => this.#leave(socket));
  }

  override async alarm(): Promise<void> {
    await this.guarded(async () => {
      const room = this.#wake();
      if (room !== undefined) room.dispatch({ type: "alarm" });
      else if (!this.#isErasing) await this.#erase();
    });
  }

  /** What escapes is printed by the platform as it is: only the name of the fault may. An alarm is tried again. */
  protected async guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw new Error(`the room failed: ${this.#noteFault(error)}`);
    }
  }

  /** Notes what the room itself could not catch, and returns the name that it has in the log. */
  #noteFault(error: unknown): string {
    const [tenantId = "", conversationId = ""] = (this.ctx.id.name ?? "").split(":");
    const requestId = newId("request");
    // Without dependencies there is nothing to note it with; whoever failed to make them has said why.
    this.#deps?.log({ event: "room_failed", tenantId, agentId: "", conversationId, requestId, error });
    return requestId;
  }

  #leave(socket: WebSocket): void {
    const id = this.#connections.idOf(socket);
    if (id === undefined) return;
    const sessionId = this.#connections.pageOf(id)?.sessionId;
    // Answers the peer's close; without it the peer waits for its time-out.
    this.#connections.close(id, NORMAL_CLOSURE, "");
    this.#doorkeeper?.left(id);
    this.#room?.dispatch({ type: "left", id });
    // To look for the join of an erased room would make its tables again.
    const join = this.#isErased ? undefined : this.#wake()?.join;
    if (join !== undefined) this.#doorReporter().changed(join, sessionId);
  }

  #dependencies(): RoomDeps {
    this.#deps ??= this.compose();
    return this.#deps;
  }

  #door(): Doorkeeper {
    this.#doorkeeper ??= new Doorkeeper(this.#connections, this.#dependencies());
    return this.#doorkeeper;
  }

  #doorReporter(): DoorReporter {
    this.#reporter ??= new DoorReporter(this.#connections, this.#dependencies(), (work) => this.ctx.waitUntil(work));
    return this.#reporter;
  }

  #openStore(): RoomStore {
    this.#store ??= openSqliteStore(this.ctx.storage);
    return this.#store;
  }

  /** The room as stored; undefined if nobody has ever joined. */
  #wake(): Room | undefined {
    if (this.#isErasing) return undefined;
    if (this.#room !== undefined && !this.#room.isBroken) return this.#room;
    const store = this.#openStore();
    const join = store.readJoin();
    this.#room = join === undefined ? undefined : this.#openRoom(join, store);
    return this.#room;
  }

  #isEnded(sessionId: string): boolean {
    this.#openStore();
    return isEnded(this.ctx.storage, sessionId);
  }

  #openRoom(join: Join, store: RoomStore): Room {
    const { ctx } = this;
    return new Room({
      join,
      store,
      connections: this.#connections,
      deps: this.#dependencies(),
      platform: {
        // Unawaited: a failed write resets the object, and the gate holds back what depends on it.
        setAlarm: (atMs) => ctx.waitUntil(ctx.storage.setAlarm(atMs)),
        waitUntil: (work) => ctx.waitUntil(work),
      },
    });
  }

  /** Lets in who belongs here. To anybody else the conversation does not exist. */
  #admit(asked: Join | undefined): Admission {
    const refused = { ok: false, code: "not_found", close: CLOSE.notFound } as const;
    if (asked === undefined || this.#isErasing || this.ctx.id.name !== roomName(asked)) return refused;
    this.#isErased = false;
    const { page, ...join } = asked;
    const room = this.#wake();
    if (isForgotten(this.ctx.storage)) return { ok: false, code: "not_found", close: CLOSE.erased };
    if (page !== undefined && this.#isEnded(page.sessionId))
      return { ok: false, code: "unauthenticated", close: CLOSE.unauthenticated };
    if (room === undefined) {
      const store = this.#openStore();
      store.saveJoin(join, this.#dependencies().now());
      this.#room = this.#openRoom(join, store);
      return { ok: true, room: this.#room, page };
    }
    if (room.join.agentId !== join.agentId) return refused;
    if (join.channel === "widget" && room.join.visitorId !== join.visitorId) return refused;
    room.updateSettings(join);
    return { ok: true, room, page };
  }
}

/** Says why and closes. The peer may be gone, or have been told before. */
function refuse(socket: WebSocket, text: string): void {
  try {
    socket.send(text);
    socket.close(CLOSE.internal, "internal");
  } catch {
    // Closed already.
  }
}
