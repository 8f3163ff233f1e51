import type { Upload } from "@netvexa/contract/http/sources";
import type { Id } from "@netvexa/contract/ids";
import type { IngestJob } from "@netvexa/contract/jobs";
import type { Admission, Copying, Entry, Forgetting } from "../doors/admission.ts";
import type { DoorOf } from "../doors/door-name.ts";
import type { Join } from "../rooms/join.ts";
import type { AgentRules } from "./context.ts";

/** Where uploaded files and the inputs of jobs lie. */
export interface ObjectStore {
  /** An address that takes exactly one file of this type and size, for a limited time. */
  presignUpload(file: { key: string; contentType: string; sizeBytes: number }): Promise<Upload>;
  putJson(key: string, value: unknown): Promise<void>;
  /** Undefined if there is no such object. */
  sizeOf(key: string): Promise<number | undefined>;
  /** Removes everything under a path that ends with a slash, and says how much that was. Nothing there is no fault. */
  removeFolder(path: string): Promise<number>;
}

export interface JobQueue {
  /** Returns once the queue holds the job. */
  send(job: IngestJob): Promise<void>;
}

/** The conversation rooms, each addressed by the tenant and conversation of a verified `Join`. */
export interface Rooms {
  /** Has a room look again who may be in it; says how many sockets are left. */
  recheck(room: Pick<Join, "tenantId" | "conversationId">, rules?: AgentRules): Promise<number>;
  /** Closes the sockets of a visitor's session and lets none of it in any more. */
  endSession(room: Pick<Join, "tenantId" | "conversationId">, sessionId: string): Promise<void>;
  /** Newline-delimited JSON of server frames: ack, start, deltas, then end or problem. */
  ask(join: Join, message: { clientId: string; text: string }): Promise<ReadableStream<Uint8Array>>;
  /** Hands an upgrade request over; the room answers it. */
  connect(join: Join, request: Request): Promise<Response>;
  /** Closes the conversation's sockets and forgets all that its room holds. Of no effect on a room that is empty. */
  erase(room: Pick<Join, "tenantId" | "conversationId">): Promise<void>;
  /** As `erase`, at the visitor's own wish: no token opens the conversation again. */
  forget(room: Pick<Join, "tenantId" | "conversationId">): Promise<void>;
}

/** The doors of agents: who is let in, and which rooms a lost right has to reach. */
export interface Doors {
  /** Lets a visitor's session in, or says what stands against it. To be asked before a token is made. */
  admit(door: DoorOf, entry: Entry): Promise<Admission>;
  /**
   * Has the rooms that may hold sockets of the agent's visitors look again who may be there: by `rules` as they have just
   * been read, or each for itself.
   */
  recheck(door: DoorOf, rules?: AgentRules): Promise<void>;
  /** Ends a visitor's session. */
  end(door: DoorOf, sessionId: Id<"session">): Promise<void>;
  /** Ends a visitor's session at their own wish, and has the rooms that it may have opened forget what they hold. */
  forget(door: DoorOf, sessionId: Id<"session">): Promise<Forgetting>;
  /** Counts a copy that a visitor's session takes of what it said, if it may. */
  copy(door: DoorOf, sessionId: Id<"session">): Promise<Copying>;
  /** Of an agent that is gone: shuts the door and has these rooms, and those it knows, forget what they hold. */
  close(door: DoorOf, conversationIds: readonly Id<"conversation">[]): Promise<void>;
}
