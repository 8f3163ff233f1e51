import { CLOSE } from "@netvexa/contract/frames/wire";
import type { ProblemCode } from "@netvexa/contract/problem";
import type { AgentRules } from "../services/context.ts";
import type { ObjectConnections } from "./connections.ts";
import { problemFrame } from "./core/frames.ts";
import type { Join } from "./join.ts";
import type { RoomDeps, Visit } from "./ports.ts";

type How = Parameters<RoomDeps["rights"]["check"]>[1];

const CLOSE_CODES: Partial<Record<ProblemCode, number>> = {
  not_found: CLOSE.notFound,
  unauthenticated: CLOSE.unauthenticated,
};

/** How old the last look at a socket's rights may be when a frame comes. With the port's own cache under 5 s in all. */
export const LOOK_AGAIN_AFTER_MS = 2_000;
/** A token is renewed by the first frame of its last minutes. */
export const RENEW_BEFORE_MS = 5 * 60_000;

/** Looks again, at every frame, whether a socket that was once let in may still be here, and shows out who may not. */
export class Doorkeeper {
  readonly #connections: ObjectConnections;
  readonly #deps: RoomDeps;
  readonly #lookedAtMs = new Map<string, number>();
  readonly #looking = new Map<string, Promise<boolean>>();

  constructor(connections: ObjectConnections, deps: RoomDeps) {
    this.#connections = connections;
    this.#deps = deps;
  }

  /** The Worker has just looked, before it sent the socket here. */
  admitted(id: string): void {
    this.#lookedAtMs.set(id, this.#deps.now());
  }

  left(id: string): void {
    this.#lookedAtMs.delete(id);
  }

  /** True at once where the last look is young enough, so that frames keep their order. */
  mayStay(id: string, join: Join): true | Promise<boolean> {
    const lookedAtMs = this.#lookedAtMs.get(id);
    const isYoung = lookedAtMs !== undefined && this.#deps.now() - lookedAtMs < LOOK_AGAIN_AFTER_MS;
    const pending = this.#looking.get(id);
    if (pending !== undefined) return pending;
    return isYoung ? true : this.#lookOnce(id, join, { isFresh: false });
  }

  /** Looks at every socket now, by these rules or at the source. */
  async lookAtAll(join: Join, rules: AgentRules | undefined): Promise<void> {
    await Promise.all(this.#connections.live().map(({ id }) => this.#lookOnce(id, join, { isFresh: true, rules })));
  }

  /** Shows out the sockets of a session that is over. */
  endSession(sessionId: string): void {
    for (const { id } of this.#connections.live()) {
      if (this.#connections.pageOf(id)?.sessionId === sessionId) this.#showOut(id, "unauthenticated");
    }
  }

  #lookOnce(id: string, join: Join, how: How): Promise<boolean> {
    const look = this.#look(id, join, how).finally(() => this.#looking.delete(id));
    this.#looking.set(id, look);
    return look;
  }

  async #look(id: string, join: Join, how: How): Promise<boolean> {
    const page = this.#connections.pageOf(id);
    if (page === undefined) return true;
    const visit = { ...join, page };
    try {
      const fault = await this.#deps.rights.check(visit, how);
      if (fault !== undefined) return this.#showOut(id, fault);
      this.#lookedAtMs.set(id, this.#deps.now());
      await this.#renewToken(id, visit);
    } catch (error) {
      // Nobody has said no: a database that does not answer must not end every conversation.
      const { tenantId, agentId, conversationId } = join;
      this.#deps.log({ event: "rights_failed", tenantId, agentId, conversationId, error });
    }
    return true;
  }

  async #renewToken(id: string, visit: Visit): Promise<void> {
    if (visit.page.tokenEndsAtMs - this.#deps.now() > RENEW_BEFORE_MS) return;
    const { token, expiresAtMs } = await this.#deps.rights.renew(visit);
    const frame = { type: "token", token, expiresAt: new Date(expiresAtMs).toISOString() };
    this.#connections.send(id, JSON.stringify(frame));
    this.#connections.turnPage(id, { ...visit.page, tokenEndsAtMs: expiresAtMs });
  }

  #showOut(id: string, code: ProblemCode): false {
    this.#connections.send(id, JSON.stringify(problemFrame(this.#deps.origin, { code })));
    this.#connections.close(id, CLOSE_CODES[code] ?? CLOSE.forbidden, code);
    this.left(id);
    return false;
  }
}
