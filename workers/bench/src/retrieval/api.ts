import { setTimeout as delay } from "node:timers/promises";
import type { Agent } from "@netvexa/contract/http/agents";
import type { SearchResult } from "@netvexa/contract/http/answers";
import type { DocumentInput, Source } from "@netvexa/contract/http/sources";
import { LIMITS } from "@netvexa/contract/limits";
import type { Dev } from "./data-set.ts";

const MAX_TRIES = 8;

/** The public API, as a customer's program would use it. */
export interface Api {
  createAgent(input: { name: string; locale: string }): Promise<string>;
  deleteAgent(agentId: string): Promise<void>;
  addDocuments(agentId: string, documents: readonly DocumentInput[]): Promise<string>;
  source(sourceId: string): Promise<Source>;
  search(agentId: string, query: string, limit: number): Promise<SearchResult>;
}

export function openApi({ url, apiKey }: Dev): Api {
  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      const response = await fetch(new URL(path, url), {
        method,
        headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (response.ok) return (response.status === 204 ? undefined : await response.json()) as T;
      const problem = await response.text();
      if (response.status !== 429 || attempt === MAX_TRIES) {
        throw new Error(`${method} ${path}: ${response.status} ${problem.slice(0, 500)}`);
      }
      await delay(Number(response.headers.get("retry-after") ?? 1) * 1_000);
    }
  }

  return {
    createAgent: async (input) => (await call<Agent>("POST", "/v1/agents", input)).id,
    deleteAgent: (agentId) => call("DELETE", `/v1/agents/${agentId}`),
    addDocuments: async (agentId, documents) => {
      const body = { kind: "documents", documents };
      const { source } = await call<{ source: Source }>("POST", `/v1/agents/${agentId}/sources`, body);
      return source.id;
    },
    source: (sourceId) => call("GET", `/v1/sources/${sourceId}`),
    search: (agentId, query, limit) =>
      call("POST", `/v1/agents/${agentId}/search`, { query: query.slice(0, LIMITS.searchQueryMaxChars), limit }),
  };
}
