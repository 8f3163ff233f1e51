import type { ApiKey, ApiKeyCreated, ApiKeyInput } from "@netvexa/contract/http/api-keys";
import type { List } from "@netvexa/contract/http/list";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/solid-query";
import { path } from "./api.ts";
import { PAGE_ITEMS, paging } from "./paging.ts";
import { useApi } from "./session.tsx";

const LIST = ["api-keys"] as const;

export function useApiKeys() {
  const api = useApi();
  return useInfiniteQuery(() => ({
    queryKey: LIST,
    queryFn: ({ pageParam, signal }) =>
      api.json<List<ApiKey>>("/v1/api-keys", { query: { cursor: pageParam, limit: PAGE_ITEMS }, signal }),
    ...paging,
  }));
}

export function useApiKeyEdits() {
  const api = useApi();
  const client = useQueryClient();
  const readAgain = () => client.invalidateQueries({ queryKey: LIST });
  const create = useMutation(() => ({
    mutationFn: (input: ApiKeyInput) => api.json<ApiKeyCreated>("/v1/api-keys", { method: "POST", body: input }),
    // The secret must not outlive the dialog that shows it.
    gcTime: 0,
    onSuccess: readAgain,
  }));
  const rotate = useMutation(() => ({
    mutationFn: ({ keyId, overlapSeconds }: { keyId: string; overlapSeconds: number }) =>
      api.json<ApiKeyCreated>(path`/v1/api-keys/${keyId}/rotate`, { method: "POST", body: { overlapSeconds } }),
    gcTime: 0,
    onSuccess: readAgain,
  }));
  const revoke = useMutation(() => ({
    mutationFn: (keyId: string) => api.json<void>(path`/v1/api-keys/${keyId}`, { method: "DELETE" }),
    onSuccess: readAgain,
  }));
  return { create, rotate, revoke };
}
