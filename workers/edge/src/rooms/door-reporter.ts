import type { ObjectConnections } from "./connections.ts";
import type { Join } from "./join.ts";
import type { RoomDeps } from "./ports.ts";

const ATTEMPTS = 3;

/**
 * Tells the agent's door when the room gets its first socket and when its last one has gone, in order and beside
 * everything else: a door that does not answer keeps nobody from chatting.
 */
export class DoorReporter {
  readonly #connections: ObjectConnections;
  readonly #deps: RoomDeps;
  readonly #waitUntil: (work: Promise<void>) => void;
  /** Undefined where the door may know otherwise: after a wake, and after a report that failed. */
  #told: boolean | undefined;
  #reports: Promise<void> = Promise.resolve();

  constructor(connections: ObjectConnections, deps: RoomDeps, waitUntil: (work: Promise<void>) => void) {
    this.#connections = connections;
    this.#deps = deps;
    this.#waitUntil = waitUntil;
  }

  /** A socket has come or gone. A caller of the API has no session and no socket. */
  changed(join: Join, sessionId: string | undefined): void {
    const isOpen = this.#connections.openSockets() > 0;
    if (sessionId === undefined || isOpen === this.#told) return;
    this.#told = isOpen;
    this.#reports = this.#reports.then(() => this.#report(join, { sessionId, isOpen }));
    this.#waitUntil(this.#reports);
  }

  async #report(join: Join, is: { sessionId: string; isOpen: boolean }): Promise<void> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      try {
        await this.#deps.door.note(join, is);
        return;
      } catch (error) {
        if (attempt < ATTEMPTS) continue;
        this.#told = undefined;
        const { tenantId, agentId, conversationId } = join;
        this.#deps.log({ event: "door_failed", tenantId, agentId, conversationId, error });
      }
    }
  }
}
