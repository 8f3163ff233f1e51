import type { IdKind } from "@netvexa/contract/ids";

/** Own things that are gone and by design are not answered for as unknown ones are; with exactly this status. */
export const ANSWERS_OTHERWISE: Readonly<Record<string, { status: number; why: string }>> = {
  "POST /v1/api-keys/{keyId}/rotate": {
    status: 409,
    why: "a revoked key stays in its tenant's record, and whoever rotates it is told to create another",
  },
  "DELETE /v1/api-keys/{keyId}": {
    status: 204,
    why: "a revoked key stays in its tenant's record, and revoking it again changes nothing",
  },
};

/** Kinds of which the world has none that is gone. */
export const NEVER_DELETED: Partial<Readonly<Record<IdKind, string>>> = {
  tenant: "a deleted tenant has nobody left who could ask, and leaves no row to be told apart by",
};
