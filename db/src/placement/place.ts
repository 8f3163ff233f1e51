/** Where a tenant's rows live. */
export type Placement =
  | { readonly kind: "shared" }
  | { readonly kind: "schema"; readonly schema: string }
  /** `ref` is the name of a database beside the one that was opened, or the sealed URL of one on another server. */
  | { readonly kind: "database"; readonly ref: string };

export const SHARED: Placement = { kind: "shared" };

const OWN_NAME = /^netvexa_t_[0-9a-f]{20}$/;

/** Name of a tenant's own schema, of that schema's role, and of a tenant's own database. */
export async function ownName(tenantId: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(tenantId));
  const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `netvexa_t_${hex.slice(0, 20)}`;
}

export function isOwnName(ref: string): boolean {
  return OWN_NAME.test(ref);
}

export async function placementOf(kind: Placement["kind"], tenantId: string): Promise<Placement> {
  if (kind === "shared") return SHARED;
  const name = await ownName(tenantId);
  return kind === "schema" ? { kind, schema: name } : { kind, ref: name };
}

export function refOf(place: Placement): string {
  if (place.kind === "schema") return place.schema;
  return place.kind === "database" ? place.ref : "";
}

export function schemaOf(place: Placement): string {
  return place.kind === "schema" ? place.schema : "public";
}

/** What the database that holds the place calls it: one of the tenant's own knows its rows as the shared ones. */
export function nameWithin(place: Placement): string {
  return place.kind === "schema" ? `schema:${place.schema}` : "shared:";
}

/** The words of the database's own `placement_state()`. Undefined for a place that is not there any more. */
export function parsePlace(text: string): Placement | undefined {
  const at = text.indexOf(":");
  const [kind, ref] = [text.slice(0, at), text.slice(at + 1)];
  if (kind === "shared") return SHARED;
  if (kind === "schema") return { kind, schema: ref };
  return kind === "database" ? { kind, ref } : undefined;
}

export function isSamePlace(a: Placement, b: Placement): boolean {
  return a.kind === b.kind && refOf(a) === refOf(b);
}

/** The log goes along into and out of another database, and stays where it is otherwise. */
export function takesLog(from: Placement, to: Placement): boolean {
  return from.kind === "database" || to.kind === "database";
}
