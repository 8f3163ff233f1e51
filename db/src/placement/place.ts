/** Where a tenant's rows live. `database` names one beside the database that was opened. */
export type Placement =
  | { readonly kind: "shared" }
  | { readonly kind: "schema"; readonly schema: string }
  | { readonly kind: "database"; readonly database: string };

export const SHARED: Placement = { kind: "shared" };

/** Name of a tenant's own schema, of that schema's role, and of a tenant's own database. */
export async function ownName(tenantId: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(tenantId));
  const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `netvexa_t_${hex.slice(0, 20)}`;
}

export async function placementOf(kind: Placement["kind"], tenantId: string): Promise<Placement> {
  if (kind === "shared") return SHARED;
  const name = await ownName(tenantId);
  return kind === "schema" ? { kind, schema: name } : { kind, database: name };
}

export function refOf(place: Placement): string {
  if (place.kind === "schema") return place.schema;
  return place.kind === "database" ? place.database : "";
}

export function schemaOf(place: Placement): string {
  return place.kind === "schema" ? place.schema : "public";
}

/** The words of the database's own `placement_state()`. Undefined for a place that is not there any more. */
export function parsePlace(text: string): Placement | undefined {
  const [kind, ref = ""] = text.split(":");
  if (kind === "shared") return SHARED;
  if (kind === "schema") return { kind, schema: ref };
  return kind === "database" ? { kind, database: ref } : undefined;
}

export function isSamePlace(a: Placement, b: Placement): boolean {
  return a.kind === b.kind && refOf(a) === refOf(b);
}
