import { newId } from "@netvexa/contract/ids";
import type { Env, Settings } from "../env.ts";
import { readSettings } from "../env.ts";
import { uploadOrigin } from "../storage/object-address.ts";
import { problemAt, problemResponse } from "./problems.ts";

const DASHBOARD = "/app/";
const POLICY = "content-security-policy";

/** Pages and files. An address within the dashboard that is no file is one of its views, and gets its page. */
export async function serveAsset(request: Request, env: Env): Promise<Response> {
  const checked = readSettings(env);
  if (!checked.ok) {
    const at = { publicUrl: env.PUBLIC_URL, requestId: newId("request") };
    return problemResponse(problemAt({ code: "misconfigured" }, at));
  }
  const { pathname } = new URL(request.url);
  const isView = pathname.startsWith(DASHBOARD) && !/\.[a-z0-9]+$/i.test(pathname);
  if (!isView) return env.ASSETS.fetch(request);
  const page = await env.ASSETS.fetch(
    new Request(new URL(DASHBOARD, request.url), { method: request.method, headers: request.headers }),
  );
  return allowUploads(page, checked.settings);
}

/** The dashboard puts files straight into the bucket, whose address only the settings know. */
function allowUploads(page: Response, settings: Settings): Response {
  const policy = page.headers.get(POLICY);
  if (policy === null) return page;
  const allowed = new Response(page.body, page);
  allowed.headers.set(POLICY, policy.replace("connect-src 'self'", `connect-src 'self' ${uploadOrigin(settings)}`));
  return allowed;
}
