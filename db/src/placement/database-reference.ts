import type { Id } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { toBase64Url, utf8 } from "../sealing/bytes.ts";
import { importSealingKey, keyIdOf, open, type SealingKey, seal } from "../sealing/seal.ts";

const KEY_BITS = 256;
const ID_BITS = 64;

/** Seals where a tenant's database on another server is reached, password and all, so that only our own code opens it. */
export interface ReferenceSealer {
  seal(tenantId: Id<"tenant">, url: string): Promise<string>;
  /** Throws `misconfigured` if no secret that is set sealed it, and `SealBroken` if it is another tenant's. */
  open(tenantId: Id<"tenant">, sealed: string): Promise<string>;
}

/** Seals with the first secret and opens with any, so that a secret can be replaced: set both, reseal, drop the old one. */
export function createReferenceSealer(secrets: readonly (string | undefined)[]): ReferenceSealer {
  const given = secrets.filter((secret) => secret !== undefined);
  let derived: Promise<SealingKey[]> | undefined;
  const keys = () => {
    derived ??= Promise.all(given.map(deriveKey));
    return derived;
  };
  return {
    async seal(tenantId, url) {
      const [key] = await keys();
      if (key === undefined) throw missing();
      return seal(key, placeOf(tenantId), url);
    },
    async open(tenantId, sealed) {
      const key = (await keys()).find(({ id }) => id === keyIdOf(sealed));
      if (key === undefined) throw missing();
      return open(key, placeOf(tenantId), sealed);
    },
  };
}

function missing(): ServiceError {
  return new ServiceError("misconfigured", {
    detail: "The secret that seals references to tenants' own databases is not set.",
  });
}

const placeOf = (tenantId: Id<"tenant">) => ({ tenantId, table: "tenant_placement", column: "ref", row: "" });

async function deriveKey(secret: string): Promise<SealingKey> {
  const material = await crypto.subtle.importKey("raw", utf8(secret), "HKDF", false, ["deriveBits"]);
  const derive = async (info: string, bits: number) => {
    const params = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: utf8(info) };
    return new Uint8Array(await crypto.subtle.deriveBits(params, material, bits));
  };
  const id = toBase64Url(await derive("netvexa database reference name", ID_BITS));
  return importSealingKey(id, await derive("netvexa database reference", KEY_BITS));
}
