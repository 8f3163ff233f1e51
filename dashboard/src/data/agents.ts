import type { Agent, AgentPatch, AgentVersion } from "@netvexa/contract/http/agents";
import type { List } from "@netvexa/contract/http/list";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/solid-query";
import { path } from "./api.ts";
import { PAGE_ITEMS, paging } from "./paging.ts";
import { useApi } from "./session.tsx";

/** What the settings form edits as a whole; the rest has places of its own. */
export type AgentSettings = Required<
  Omit<AgentPatch, "countries" | "retentionDays" | "visitors" | "visitorProof" | "proofOfWork">
> &
  Pick<AgentPatch, "countries" | "retentionDays">;

const keys = {
  list: ["agents"] as const,
  one: (agentId: string) => ["agent", agentId] as const,
  versions: (agentId: string) => ["agent", agentId, "versions"] as const,
};

export function useAgents() {
  const api = useApi();
  return useInfiniteQuery(() => ({
    queryKey: keys.list,
    queryFn: ({ pageParam, signal }) =>
      api.json<List<Agent>>("/v1/agents", { query: { cursor: pageParam, limit: PAGE_ITEMS }, signal }),
    ...paging,
  }));
}

export function useAgentQuery(agentId: () => string) {
  const api = useApi();
  return useQuery(() => ({
    queryKey: keys.one(agentId()),
    queryFn: ({ signal }) => api.json<Agent>(path`/v1/agents/${agentId()}`, { signal }),
  }));
}

export function useAgentVersions(agentId: () => string) {
  const api = useApi();
  return useInfiniteQuery(() => ({
    queryKey: keys.versions(agentId()),
    queryFn: ({ pageParam, signal }) =>
      api.json<List<AgentVersion>>(path`/v1/agents/${agentId()}/versions`, {
        query: { cursor: pageParam, limit: 10 },
        signal,
      }),
    ...paging,
  }));
}

export function useCreateAgent() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: (input: Partial<AgentSettings> & { name: string }) =>
      api.json<Agent>("/v1/agents", { method: "POST", body: input }),
    onSuccess: (agent) => {
      client.setQueryData(keys.one(agent.id), agent);
      return client.invalidateQueries({ queryKey: keys.list });
    },
  }));
}

/** Saving makes or changes the draft; publishing makes the draft what visitors meet. */
export function useAgentEdits(agentId: () => string) {
  const api = useApi();
  const client = useQueryClient();

  function keep(agent: Agent) {
    client.setQueryData(keys.one(agentId()), agent);
    return Promise.all([
      client.invalidateQueries({ queryKey: keys.list }),
      client.invalidateQueries({ queryKey: keys.versions(agentId()) }),
    ]);
  }

  const save = useMutation(() => ({
    mutationFn: (settings: AgentSettings) =>
      api.json<Agent>(path`/v1/agents/${agentId()}`, { method: "PATCH", body: settings }),
    onSuccess: keep,
  }));
  const publish = useMutation(() => ({
    mutationFn: () => api.json<Agent>(path`/v1/agents/${agentId()}/publish`, { method: "POST" }),
    onSuccess: keep,
  }));
  const remove = useMutation(() => ({
    mutationFn: () => api.json<void>(path`/v1/agents/${agentId()}`, { method: "DELETE" }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.list }),
  }));
  return { save, publish, remove };
}
