import type { Agent } from "@netvexa/contract/http/agents";
import type { Source } from "@netvexa/contract/http/sources";
import type { VisitorSecret } from "@netvexa/contract/http/visitor-secrets";
import { accountRoutes, memberRoutes } from "./fake-account-routes.ts";
import { authRoutes } from "./fake-auth-routes.ts";
import { privacyRoutes } from "./fake-privacy-routes.ts";
import { type Call, sendJson, sendProblem, type World } from "./fake-world.ts";
import { sampleSource } from "./sample-data.ts";
import { id } from "./sample-ids.ts";

export interface Route {
  method: string;
  path: RegExp;
  /** `key` is the first group of the path. */
  run: (call: Call, key: string) => void | Promise<void>;
}

const page = (items: readonly unknown[]) => ({ items, nextCursor: null });

/** The part of the public contract that the dashboard uses, over the world's data. */
export function makeRoutes(world: World): Route[] {
  const list = (pick: () => readonly unknown[]) => (call: Call) => sendJson(call.response, page(pick()));
  return [
    ...authRoutes(world),
    ...accountRoutes(world),
    ...memberRoutes(world),
    ...agentRoutes(world),
    ...sourceRoutes(world),
    ...visitorSecretRoutes(world),
    { method: "GET", path: /^\/v1\/sources\/(\w+)\/documents$/, run: list(() => world.documents) },
    { method: "GET", path: /^\/v1\/documents\/(\w+)\/chunks$/, run: list(() => world.chunks) },
    { method: "GET", path: /^\/v1\/conversations$/, run: list(() => world.conversations) },
    { method: "GET", path: /^\/v1\/conversations\/(\w+)\/messages$/, run: list(() => world.messages) },
    {
      method: "GET",
      path: /^\/v1\/conversations\/(\w+)$/,
      run: ({ response }, key) =>
        answer(
          response,
          world.conversations.find((one) => one.id === key),
        ),
    },
    ...privacyRoutes(world),
    { method: "GET", path: /^\/v1\/api-keys$/, run: list(() => world.keys) },
    {
      method: "POST",
      path: /^\/v1\/api-keys$/,
      run({ body, response }) {
        const key = {
          id: id("apiKey", 9),
          name: String(body.name),
          prefix: "nvx_new0",
          scopes: body.scopes as "read"[],
          ...(body.agents === undefined ? {} : { agents: body.agents as [] }),
          ...(body.expiresAt === undefined ? {} : { expiresAt: String(body.expiresAt) }),
          createdAt: new Date().toISOString(),
        };
        world.keys.unshift(key);
        sendJson(response, { ...key, key: `nvx_${"x".repeat(40)}` }, 201);
      },
    },
    {
      method: "DELETE",
      path: /^\/v1\/api-keys\/(\w+)$/,
      run({ response }, key) {
        world.keys = world.keys.map((one) => (one.id === key ? { ...one, revokedAt: new Date().toISOString() } : one));
        response.writeHead(204).end();
      },
    },
    {
      method: "POST",
      path: /^\/v1\/agents\/(\w+)\/search$/,
      run: ({ response }) => sendJson(response, { hits: world.hits, timings: { embed: 6.2, db: 11.4, total: 18.9 } }),
    },
    {
      method: "POST",
      path: /^\/v1\/agents\/(\w+)\/messages$/,
      async run({ response }) {
        response.writeHead(200, { "content-type": "text/event-stream", "x-conversation-id": id("conversation", 1) });
        await world.onAsk((frame) => response.write(`data: ${JSON.stringify(frame)}\n\n`));
        response.end();
      },
    },
  ];
}

function visitorSecretRoutes(world: World): Route[] {
  return [
    {
      method: "GET",
      path: /^\/v1\/agents\/(\w+)\/visitor-secrets$/,
      run: ({ response }) => sendJson(response, { items: world.visitorSecrets }),
    },
    {
      method: "POST",
      path: /^\/v1\/agents\/(\w+)\/visitor-secrets$/,
      run({ body, response }, agentId) {
        const at = new Date();
        const { overlapSeconds } = body;
        if (typeof overlapSeconds === "number") {
          const endsAt = new Date(at.getTime() + overlapSeconds * 1000).toISOString();
          world.visitorSecrets = world.visitorSecrets.map((secret) => ({ ...secret, endsAt }));
        }
        const digit = String(world.visitorSecrets.length + 1);
        const made = {
          id: id("visitorSecret", Number(digit)),
          agentId: agentId as VisitorSecret["agentId"],
          prefix: `nvs_${digit.repeat(8)}`,
          createdAt: at.toISOString(),
        };
        world.visitorSecrets.unshift(made);
        sendJson(response, { ...made, secret: `nvs_${digit.repeat(64)}` }, 201);
      },
    },
    {
      method: "DELETE",
      path: /^\/v1\/agents\/\w+\/visitor-secrets\/(\w+)$/,
      run({ response }, key) {
        world.visitorSecrets = world.visitorSecrets.filter((one) => one.id !== key);
        response.writeHead(204).end();
      },
    },
  ];
}

function answer(response: Call["response"], found: unknown): void {
  if (found === undefined) sendProblem(response, "not_found");
  else sendJson(response, found);
}

function agentRoutes(world: World): Route[] {
  const change = (key: string, to: (agent: Agent) => Agent): Agent | undefined => {
    world.agents = world.agents.map((agent) => (agent.id === key ? to(agent) : agent));
    return world.agents.find((agent) => agent.id === key);
  };
  return [
    { method: "GET", path: /^\/v1\/agents$/, run: ({ response }) => sendJson(response, page(world.agents)) },
    {
      method: "POST",
      path: /^\/v1\/agents$/,
      run({ body, response }) {
        const at = new Date().toISOString();
        const agent = {
          instructions: "",
          greeting: "",
          starters: [],
          locale: "en",
          allowedOrigins: [],
          theme: {},
          ...body,
          id: id("agent", 9),
          version: 1,
          createdAt: at,
          updatedAt: at,
        } as unknown as Agent;
        world.agents.unshift(agent);
        sendJson(response, agent, 201);
      },
    },
    {
      method: "GET",
      path: /^\/v1\/agents\/(\w+)$/,
      run: ({ response }, key) =>
        answer(
          response,
          world.agents.find((one) => one.id === key),
        ),
    },
    {
      method: "PATCH",
      path: /^\/v1\/agents\/(\w+)$/,
      run: ({ body, response }, key) =>
        answer(
          response,
          change(key, ({ draft, ...agent }) => {
            const { id: _id, version: _version, createdAt: _at, updatedAt: _then, ...settings } = agent;
            return { ...agent, draft: { ...settings, ...draft, ...body } };
          }),
        ),
    },
    {
      method: "POST",
      path: /^\/v1\/agents\/(\w+)\/publish$/,
      run: ({ response }, key) =>
        answer(
          response,
          change(key, ({ draft, ...agent }) => ({ ...agent, ...draft, version: agent.version + 1 })),
        ),
    },
    {
      method: "DELETE",
      path: /^\/v1\/agents\/(\w+)$/,
      run({ response }, key) {
        world.agents = world.agents.filter((agent) => agent.id !== key);
        response.writeHead(204).end();
      },
    },
    {
      method: "GET",
      path: /^\/v1\/agents\/(\w+)\/versions$/,
      run: ({ response }) => sendJson(response, page(world.versions)),
    },
  ];
}

function sourceRoutes(world: World): Route[] {
  const find = (key: string) => world.sources.find((source) => source.id === key);
  return [
    {
      method: "GET",
      path: /^\/v1\/agents\/(\w+)\/sources$/,
      run: ({ response }) => sendJson(response, page(world.sources)),
    },
    {
      method: "POST",
      path: /^\/v1\/agents\/(\w+)\/sources$/,
      run({ body, response }) {
        const isFile = body.kind === "file";
        const source = sampleSource(
          100 + world.sources.length,
          {
            kind: body.kind as Source["kind"],
            name: String(body.name ?? body.url ?? "Added by hand"),
            status: isFile ? "awaiting_upload" : "queued",
            documents: 0,
            chunks: 0,
          },
          new Date().toISOString(),
        );
        world.sources.unshift(source);
        const upload = {
          method: "PUT",
          url: `/storage/${source.id}`,
          headers: { "content-type": String(body.contentType) },
          expiresAt: new Date(Date.now() + 900_000).toISOString(),
        };
        sendJson(response, isFile ? { source, upload } : { source }, 201);
      },
    },
    {
      method: "PUT",
      path: /^\/storage\/(\w+)$/,
      async run({ request, response }) {
        response.writeHead(await world.onUpload(request)).end();
      },
    },
    {
      method: "POST",
      path: /^\/v1\/sources\/(\w+)\/(?:complete|sync)$/,
      run({ response }, key) {
        world.sources = world.sources.map((source) => (source.id === key ? { ...source, status: "queued" } : source));
        answer(response, find(key));
      },
    },
    { method: "GET", path: /^\/v1\/sources\/(\w+)$/, run: ({ response }, key) => answer(response, find(key)) },
    {
      method: "DELETE",
      path: /^\/v1\/sources\/(\w+)$/,
      run({ response }, key) {
        world.sources = world.sources.filter((source) => source.id !== key);
        response.writeHead(204).end();
      },
    },
  ];
}
