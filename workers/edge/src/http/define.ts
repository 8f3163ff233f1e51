import { z } from "@hono/zod-openapi";
import { type IdKind, idSchema } from "@netvexa/contract/ids";
import { LIMITS } from "@netvexa/contract/limits";
import type { Permission } from "../services/permissions.ts";
import { authorize } from "./middleware/authorize.ts";
import { limitBody } from "./middleware/body.ts";
import { idempotent } from "./middleware/idempotent.ts";

/** A JSON request body of this schema. */
export function jsonBody<S extends z.ZodType>(schema: S) {
  return { body: { required: true as const, content: { "application/json": { schema } } } };
}

/** A JSON answer of this schema. */
export function jsonAnswer<S extends z.ZodType>(schema: S, description: string) {
  return { description, content: { "application/json": { schema } } };
}

export function idParam<N extends string, K extends IdKind>(name: N, kind: K) {
  const shape = { [name]: idSchema(kind) } as { [P in N]: ReturnType<typeof idSchema<K>> };
  return { params: z.object(shape) };
}

/** Names a schema in the API description. The copy is needed: only schemas made after the extension can be named. */
export function named<S extends z.ZodType>(schema: S, name: string): S {
  return schema.clone().openapi(name);
}

/** A route that reads for a signed-in caller who has the permission; `bodyMaxBytes` where the question is a body. */
export function reads(permission: Permission, { bodyMaxBytes }: { bodyMaxBytes?: number } = {}) {
  return {
    security: [{ bearer: [] }],
    "x-netvexa-permission": permission,
    "x-netvexa-reads": true,
    ...(bodyMaxBytes === undefined ? {} : { "x-netvexa-max-bytes": bodyMaxBytes }),
    middleware: [authorize(permission), ...(bodyMaxBytes === undefined ? [] : [limitBody(bodyMaxBytes)])],
  };
}

const IDEMPOTENCY_KEY = {
  name: "Idempotency-Key",
  in: "header" as const,
  required: false,
  description: "A repeated request with the same key and body has the first one's effect and answer",
  schema: { type: "string" as const, minLength: 1, maxLength: 200 },
};

/** A route that changes something, or takes a body, for a signed-in caller; honours `Idempotency-Key`. */
export function writes(permission: Permission, options: { bodyMaxBytes?: number; showsSecret?: boolean } = {}) {
  const bodyMaxBytes = options.bodyMaxBytes ?? LIMITS.bodyMaxBytes;
  return {
    security: [{ bearer: [] }],
    "x-netvexa-permission": permission,
    "x-netvexa-max-bytes": bodyMaxBytes,
    parameters: [IDEMPOTENCY_KEY],
    middleware: [
      authorize(permission),
      limitBody(bodyMaxBytes),
      idempotent({ showsSecret: options.showsSecret ?? false }),
    ],
  };
}

/** A route that anybody may call. */
export function open(options: { bodyMaxBytes?: number } = {}) {
  return {
    security: [],
    middleware: [limitBody(options.bodyMaxBytes ?? LIMITS.bodyMaxBytes)],
  };
}
