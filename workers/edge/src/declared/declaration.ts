import type { Permission } from "../services/permissions.ts";

export type CredentialKind =
  | "access_token"
  | "api_key"
  | "session"
  | "visitor_token"
  | "verified_join"
  | "operator_token"
  | "queue";

/** What a way into the product states before it is open. */
export interface Declaration {
  /** `METHOD /path`, or the name of a frame, a call of a room or a door, or a job. */
  name: string;
  surface: "http" | "frame" | "room" | "door" | "job";
  /** Any one of these lets in; empty means anybody. */
  credentials: readonly CredentialKind[];
  permission?: Permission;
  /** Where the tenant comes from; never from the caller's own words. */
  tenant: "credential" | "agent" | "none";
  /** What is checked before anything runs; `none` takes nothing from the caller. */
  checks: readonly ("params" | "query" | "headers" | "body" | "none")[];
  /** Largest body or frame. */
  maxBytes?: number;
  /** What a repetition does: nothing new, by the key or id named here; `safe` changes nothing at all. */
  repeats: "safe" | "idempotency_key" | "client_id" | "revision" | "same_state" | "adds";
}
