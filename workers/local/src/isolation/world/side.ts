import type { Id, IdKind } from "@netvexa/contract/ids";
import type { Placement } from "@netvexa/db/placement/place";
import type { Person } from "./people.ts";

export type Level = Placement["kind"];
export const LEVELS: readonly Level[] = ["shared", "schema", "database"];

export interface Credential {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
}

export type Ids = Partial<Record<IdKind, string>>;

/** A visitor's chat from a page that the agent allows. */
export interface Visit {
  readonly token: string;
  readonly conversationId: string;
}

/** One tenant of the mirror world, with one of everything and more. */
export interface Side {
  readonly name: "A" | "B";
  readonly level: Level;
  readonly tenantId: Id<"tenant">;
  readonly origin: string;
  readonly owner: Person;
  readonly credentials: readonly Credential[];
  /** Of things that are there. */
  readonly ids: Ids;
  /** Of things that were there. */
  readonly deleted: Ids;
  /** Ids that the robot never names: whoever shows one has looked where it may not. */
  readonly unnamed: readonly string[];
  /** What stands for an id in requests: links and tokens of the tenant's own people and visitors. */
  readonly secrets: readonly string[];
  /** The same of what has ended. */
  readonly goneSecrets: readonly string[];
  readonly visit: Visit;
}

export interface World {
  readonly own: readonly Side[];
  readonly foreign: readonly Side[];
}
