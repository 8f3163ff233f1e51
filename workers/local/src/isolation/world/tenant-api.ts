import type { Agent } from "@netvexa/contract/http/agents";
import type { Answer } from "@netvexa/contract/http/answers";
import type { ApiKeyCreated, ApiKeyInput } from "@netvexa/contract/http/api-keys";
import type { List } from "@netvexa/contract/http/list";
import type { Invitation } from "@netvexa/contract/http/members";
import type { Chunk, Document, Source, SourceCreated } from "@netvexa/contract/http/sources";
import type { WidgetSession } from "@netvexa/contract/http/widget";
import { jsonOf } from "../http/call.ts";
import type { System } from "../system.ts";
import { until } from "../wait.ts";

export interface AgentWords {
  name: string;
  instructions: string;
  greeting: string;
  origin: string;
}

/** What an owner does through the API to have something. */
export function createTenantApi(system: System, token: string) {
  const send = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await system.call({ method, path, headers, ...(body === undefined ? {} : { body }) });
    return jsonOf<T>(answer, `${method} ${path}`);
  };
  return {
    send,
    addAgent: ({ origin, ...words }: AgentWords) =>
      send<Agent>("POST", "/v1/agents", { ...words, allowedOrigins: [origin] }),
    ask: (agentId: string, text: string) => send<Answer>("POST", `/v1/agents/${agentId}/messages`, { text }),
    addKey: (input: Partial<ApiKeyInput>) => send<ApiKeyCreated>("POST", "/v1/api-keys", input),
    invite: (email: string) => send<Invitation>("POST", "/v1/invitations", { email, role: "viewer" }),
    async addSource(agentId: string, words: { title: string; text: string }) {
      const documents = [{ externalId: words.title, ...words }];
      const { source } = await send<SourceCreated>("POST", `/v1/agents/${agentId}/sources`, {
        kind: "documents",
        documents,
      });
      return source.id;
    },
    async readSource(sourceId: string) {
      await until(`the source ${sourceId}`, async () => {
        const source = await send<Source>("GET", `/v1/sources/${sourceId}`);
        if (source.status === "failed") throw new Error(`${sourceId} could not be read: ${source.problem?.detail}`);
        return source.status === "ready" ? source : undefined;
      });
      const document = (await send<List<Document>>("GET", `/v1/sources/${sourceId}/documents`)).items[0];
      const chunk = (await send<List<Chunk>>("GET", `/v1/documents/${document?.id}/chunks`)).items[0];
      return { document: document?.id ?? "", chunk: chunk?.id ?? "" };
    },
    async openSession(agentId: string, origin: string) {
      const path = `/v1/widget/${agentId}/sessions`;
      return jsonOf<WidgetSession>(
        await system.call({ method: "POST", path, headers: { origin }, body: {} }),
        `POST ${path}`,
      );
    },
  };
}

export type TenantApi = ReturnType<typeof createTenantApi>;
