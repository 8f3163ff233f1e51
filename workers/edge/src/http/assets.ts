import { newId } from "@netvexa/contract/ids";
import type { Env } from "../env.ts";
import { readSettings } from "../env.ts";
import { problemAt, problemResponse } from "./problems.ts";

const DASHBOARD = "/app/";

/** Pages and files. An address within the dashboard that is no file is one of its views, and gets its page. */
export async function serveAsset(request: Request, env: Env): Promise<Response> {
  if (!readSettings(env).ok) {
    const at = { publicUrl: env.PUBLIC_URL, requestId: newId("request") };
    return problemResponse(problemAt({ code: "misconfigured" }, at));
  }
  const response = await env.ASSETS.fetch(request);
  const { pathname } = new URL(request.url);
  const isView = pathname.startsWith(DASHBOARD) && !/\.[a-z0-9]+$/i.test(pathname);
  if (response.status !== 404 || !isView || request.method !== "GET") return response;
  return env.ASSETS.fetch(new Request(new URL(DASHBOARD, request.url), { headers: request.headers }));
}
