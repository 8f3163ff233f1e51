import type { Conversation, ConversationMessage } from "@netvexa/contract/http/conversations";
import type { List } from "@netvexa/contract/http/list";
import { useInfiniteQuery, useQuery } from "@tanstack/solid-query";
import { path } from "./api.ts";
import { PAGE_ITEMS, paging } from "./paging.ts";
import { useApi } from "./session.tsx";

export function useConversations(agentId: () => string) {
  const api = useApi();
  return useInfiniteQuery(() => ({
    queryKey: ["conversations", agentId()],
    queryFn: ({ pageParam, signal }) =>
      api.json<List<Conversation>>("/v1/conversations", {
        query: { agentId: agentId(), cursor: pageParam, limit: PAGE_ITEMS },
        signal,
      }),
    ...paging,
  }));
}

export function useConversation(conversationId: () => string) {
  const api = useApi();
  return useQuery(() => ({
    queryKey: ["conversation", conversationId()],
    queryFn: ({ signal }) => api.json<Conversation>(path`/v1/conversations/${conversationId()}`, { signal }),
  }));
}

export function useTranscript(conversationId: () => string) {
  const api = useApi();
  return useInfiniteQuery(() => ({
    queryKey: ["conversation", conversationId(), "messages"],
    queryFn: ({ pageParam, signal }) =>
      api.json<List<ConversationMessage>>(path`/v1/conversations/${conversationId()}/messages`, {
        query: { cursor: pageParam, limit: PAGE_ITEMS },
        signal,
      }),
    ...paging,
  }));
}
