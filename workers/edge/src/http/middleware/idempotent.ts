import { ServiceError } from "@netvexa/contract/problem";
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { isUniqueViolation } from "../../services/database-fault.ts";
import { findEffect } from "../../services/idempotency/find.ts";
import { keepEffect } from "../../services/idempotency/keep.ts";
import type { Effect } from "../../services/idempotency/record.ts";
import type { AppEnv } from "../app-env.ts";

const HEADER = "idempotency-key";
const KEY = /^[\x21-\x7e]{1,200}$/;
const RECORD_CONSTRAINT = "idempotency_pkey";

/**
 * Answers a repeated write with the first one's answer. A verb whose repetition would do harm stores the
 * record with its effect; for the others it is stored here, afterwards. `showsSecret`: the answer is not kept.
 */
export function idempotent({ showsSecret }: { showsSecret: boolean }) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const key = c.req.header(HEADER);
    if (key === undefined) return next();
    const context = c.var.context;
    context.idempotency = {
      route: `${c.req.method} ${c.req.path}`,
      key: checkKey(key),
      bodyHash: await context.services.vault.digest(context.tenant, await c.req.text()),
      isRecorded: false,
    };
    const earlier = await findEffect(context);
    if (earlier !== undefined) return replay(earlier, showsSecret);
    await next();
    if (c.error !== undefined && isUniqueViolation(c.error, RECORD_CONSTRAINT)) {
      const faster = await findEffect(context);
      if (faster !== undefined) c.res = replay(faster, showsSecret);
      return;
    }
    const effect = await effectOf(c, showsSecret);
    if (effect !== undefined && !context.idempotency.isRecorded) await keepEffect(context, effect);
  });
}

function checkKey(key: string): string {
  if (KEY.test(key)) return key;
  const errors = [{ pointer: "", code: "invalid_value", detail: "Idempotency-Key takes 1 to 200 visible characters." }];
  throw new ServiceError("invalid_request", { errors });
}

function replay({ status, response }: Effect, showsSecret: boolean): Response {
  if (showsSecret) {
    throw new ServiceError("conflict", {
      detail: "This was done by an earlier request; its secret is shown only once.",
    });
  }
  const headers = { "idempotent-replayed": "true" };
  return response === null ? new Response(null, { status, headers }) : Response.json(response, { status, headers });
}

/** Undefined for what failed, and for a stream, which the room itself keeps from being repeated. */
async function effectOf(c: Context<AppEnv>, showsSecret: boolean): Promise<Effect | undefined> {
  const { status } = c.res;
  if (!c.res.ok) return undefined;
  if (status === 204 || showsSecret) return { status, response: null };
  if (!c.res.headers.get("content-type")?.startsWith("application/json")) return undefined;
  return { status, response: await c.res.clone().json() };
}
