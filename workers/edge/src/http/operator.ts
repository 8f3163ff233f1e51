import { isId } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import type { Context } from "hono";
import { isOperatorToken } from "../auth/operator-token.ts";
import { setFrozen } from "../services/tenant/freeze.ts";
import type { AppEnv } from "./app-env.ts";

const BEARER = /^Bearer ([\w.-]{1,1000})$/i;

/** `freeze` and `thaw` of one tenant, for whoever runs the product; no credential of a tenant opens this. */
export async function operate(c: Context<AppEnv>): Promise<Response> {
  const { services } = c.var;
  const token = BEARER.exec(c.req.header("authorization") ?? "")?.[1] ?? "";
  const isOperator = await isOperatorToken(c.env.AUTH_SECRET ?? "", token, services.now());
  if (!isOperator) throw new ServiceError("unauthenticated");
  const { tenantId, action } = c.req.param();
  if (!isId("tenant", tenantId) || (action !== "freeze" && action !== "thaw")) throw new ServiceError("not_found");
  const isChanged = await setFrozen(services, { tenantId, isFrozen: action === "freeze" });
  return c.json({ tenantId, isFrozen: action === "freeze", isChanged }, 200);
}
