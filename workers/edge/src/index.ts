import { log, servicesOf } from "./compose.ts";
import type { Env } from "./env.ts";
import { createApp } from "./http/app.ts";
import { serveAsset } from "./http/assets.ts";

export { AgentDoor } from "./doors/agent-door.ts";
export { ConversationRoom } from "./rooms/conversation-room.ts";

const API_PATH = /^\/(v1|auth|dev)(\/|$)|^\/(openapi\.json|\.well-known\/jwks\.json|healthz|readyz)$/;
const app = createApp({ servicesOf, log });

export default {
  fetch(request, env, context) {
    const isApi = API_PATH.test(new URL(request.url).pathname);
    return isApi ? app.fetch(request, env, context) : serveAsset(request, env);
  },
  async scheduled(_controller, env) {
    const { runScheduled } = await import("./jobs/scheduled.ts");
    await runScheduled(servicesOf(env));
  },
} satisfies ExportedHandler<Env>;
