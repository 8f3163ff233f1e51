import type { List } from "@netvexa/contract/http/list";
import type { Chunk, Document, Source, SourceCreated, SourceInput } from "@netvexa/contract/http/sources";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/solid-query";
import { path } from "./api.ts";
import { itemsOf, PAGE_ITEMS, paging } from "./paging.ts";
import { useApi } from "./session.tsx";

const POLL_MS = 1_200;

export const sourceKeys = {
  list: (agentId: string) => ["sources", agentId] as const,
  one: (sourceId: string) => ["source", sourceId] as const,
  documents: (sourceId: string) => ["source", sourceId, "documents"] as const,
  chunks: (documentId: string) => ["document", documentId, "chunks"] as const,
};

/** True while the pipeline works on the source; only then is it worth asking again. */
export function isRunning(source: Pick<Source, "status">): boolean {
  return source.status === "queued" || source.status === "processing";
}

export function useSources(agentId: () => string) {
  const api = useApi();
  return useInfiniteQuery(() => ({
    queryKey: sourceKeys.list(agentId()),
    queryFn: ({ pageParam, signal }) =>
      api.json<List<Source>>(path`/v1/agents/${agentId()}/sources`, {
        query: { cursor: pageParam, limit: PAGE_ITEMS },
        signal,
      }),
    ...paging,
    refetchInterval: (query) => (query.state.data && itemsOf(query.state.data).some(isRunning) ? POLL_MS : false),
  }));
}

export function useSource(sourceId: () => string) {
  const api = useApi();
  return useQuery(() => ({
    queryKey: sourceKeys.one(sourceId()),
    queryFn: ({ signal }) => api.json<Source>(path`/v1/sources/${sourceId()}`, { signal }),
    refetchInterval: (query) => (query.state.data && isRunning(query.state.data) ? POLL_MS : false),
  }));
}

export function useDocuments(sourceId: () => string) {
  const api = useApi();
  return useInfiniteQuery(() => ({
    queryKey: sourceKeys.documents(sourceId()),
    queryFn: ({ pageParam, signal }) =>
      api.json<List<Document>>(path`/v1/sources/${sourceId()}/documents`, {
        query: { cursor: pageParam, limit: PAGE_ITEMS },
        signal,
      }),
    ...paging,
  }));
}

export function useChunks(documentId: () => string) {
  const api = useApi();
  return useInfiniteQuery(() => ({
    queryKey: sourceKeys.chunks(documentId()),
    queryFn: ({ pageParam, signal }) =>
      api.json<List<Chunk>>(path`/v1/documents/${documentId()}/chunks`, {
        query: { cursor: pageParam, limit: PAGE_ITEMS },
        signal,
      }),
    ...paging,
  }));
}

export function useAddSource(agentId: () => string) {
  const api = useApi();
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: (input: SourceInput) =>
      api.json<SourceCreated>(path`/v1/agents/${agentId()}/sources`, { method: "POST", body: input }),
    onSuccess: () => client.invalidateQueries({ queryKey: sourceKeys.list(agentId()) }),
  }));
}

export function useSourceEdits(agentId: () => string) {
  const api = useApi();
  const client = useQueryClient();
  function readAgain() {
    return Promise.all([
      client.invalidateQueries({ queryKey: sourceKeys.list(agentId()) }),
      client.invalidateQueries({ queryKey: ["source"] }),
    ]);
  }
  const remove = useMutation(() => ({
    mutationFn: (sourceId: string) => api.json<void>(path`/v1/sources/${sourceId}`, { method: "DELETE" }),
    onSuccess: () => client.invalidateQueries({ queryKey: sourceKeys.list(agentId()) }),
  }));
  const sync = useMutation(() => ({
    mutationFn: (sourceId: string) => api.json<unknown>(path`/v1/sources/${sourceId}/sync`, { method: "POST" }),
    onSuccess: readAgain,
  }));
  return { remove, sync };
}
