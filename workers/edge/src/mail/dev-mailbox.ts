import { ServiceError } from "@netvexa/contract/problem";
import { type Env, readSettings } from "../env.ts";

/** The local mailbox under the Worker's own address. There is none in production, whatever the settings say. */
export async function serveMailbox(env: Env, request: Request): Promise<Response> {
  const checked = readSettings(env);
  if (!checked.ok) throw new ServiceError("misconfigured");
  const { ENVIRONMENT, MAILBOX_URL } = checked.settings;
  if (ENVIRONMENT === "production" || MAILBOX_URL === undefined) throw new ServiceError("not_found");
  const { pathname, search } = new URL(request.url);
  const page = await fetch(new URL(`${pathname}${search}`, MAILBOX_URL), { redirect: "manual" });
  return new Response(page.body, page);
}
