import type { Agent, AgentPatch } from "@netvexa/contract/http/agents";
import type { VisitorSecretCreated, VisitorSecretInput, VisitorSecrets } from "@netvexa/contract/http/visitor-secrets";
import { useMutation, useQuery, useQueryClient } from "@tanstack/solid-query";
import { path } from "./api.ts";
import { useApi } from "./session.tsx";

const listKey = (agentId: string) => ["agent", agentId, "visitor-secrets"] as const;

export function useVisitorSecrets(agentId: () => string) {
  const api = useApi();
  return useQuery(() => ({
    queryKey: listKey(agentId()),
    queryFn: ({ signal }) => api.json<VisitorSecrets>(path`/v1/agents/${agentId()}/visitor-secrets`, { signal }),
  }));
}

export function useVisitorSecretEdits(agentId: () => string) {
  const api = useApi();
  const client = useQueryClient();
  const readAgain = () => client.invalidateQueries({ queryKey: listKey(agentId()) });
  const create = useMutation(() => ({
    mutationFn: (input: VisitorSecretInput) =>
      api.json<VisitorSecretCreated>(path`/v1/agents/${agentId()}/visitor-secrets`, { method: "POST", body: input }),
    // The secret must not outlive the dialog that shows it.
    gcTime: 0,
    onSuccess: readAgain,
  }));
  const revoke = useMutation(() => ({
    mutationFn: (secretId: string) =>
      api.json<void>(path`/v1/agents/${agentId()}/visitor-secrets/${secretId}`, { method: "DELETE" }),
    onSuccess: readAgain,
  }));
  return { create, revoke };
}

/** Who may chat, and by which proof: kept in the draft, as all settings of the agent are. */
export function useVisitorRules(agentId: () => string) {
  const api = useApi();
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: (rules: Pick<AgentPatch, "visitors" | "visitorProof">) =>
      api.json<Agent>(path`/v1/agents/${agentId()}`, { method: "PATCH", body: rules }),
    onSuccess: (agent) => {
      client.setQueryData(["agent", agentId()], agent);
    },
  }));
}
