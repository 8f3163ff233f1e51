import type { List } from "@netvexa/contract/http/list";
import type {
  Invitation,
  InvitationInput,
  InvitationMade,
  InvitationOffer,
  Joined,
  Member,
  MemberPatch,
} from "@netvexa/contract/http/members";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/solid-query";
import { path } from "./api.ts";
import { PAGE_ITEMS, paging } from "./paging.ts";
import { useApi, useSession } from "./session.tsx";
import { WORKSPACES } from "./workspace.ts";

const MEMBERS = ["members"] as const;
const INVITATIONS = ["invitations"] as const;

export function useMembers() {
  const api = useApi();
  return useInfiniteQuery(() => ({
    queryKey: MEMBERS,
    // What tells these rows apart is not an `id`.
    reconcile: "userId",
    queryFn: ({ pageParam, signal }) =>
      api.json<List<Member>>("/v1/members", { query: { cursor: pageParam, limit: PAGE_ITEMS }, signal }),
    ...paging,
  }));
}

/** Only those who manage members may read them. */
export function useInvitations() {
  const api = useApi();
  return useInfiniteQuery(() => ({
    queryKey: INVITATIONS,
    queryFn: ({ pageParam, signal }) =>
      api.json<List<Invitation>>("/v1/invitations", { query: { cursor: pageParam, limit: PAGE_ITEMS }, signal }),
    ...paging,
  }));
}

export function useMemberEdits() {
  const api = useApi();
  const client = useQueryClient();
  const session = useSession();
  const onSuccess = () => Promise.all([MEMBERS, WORKSPACES].map((queryKey) => client.invalidateQueries({ queryKey })));
  const change = useMutation(() => ({
    mutationFn: ({ userId, ...body }: MemberPatch & { userId: string }) =>
      api.json<void>(path`/v1/members/${userId}`, { method: "PATCH", body }),
    // A refused change must not stay chosen in its row either.
    onSettled: onSuccess,
  }));
  const remove = useMutation(() => ({
    mutationFn: (userId: string) => api.json<void>(path`/v1/members/${userId}`, { method: "DELETE" }),
    onSuccess,
  }));
  const transfer = useMutation(() => ({
    mutationFn: (userId: string) =>
      api.json<void>(path`/v1/members/${userId}/transfer-ownership`, { method: "POST", body: {} }),
    onSuccess: () => Promise.all([onSuccess(), session.check()]),
  }));
  return { change, remove, transfer };
}

export function useInvitationEdits() {
  const api = useApi();
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: INVITATIONS });
  const invite = useMutation(() => ({
    mutationFn: (body: InvitationInput) => api.json<InvitationMade>("/v1/invitations", { method: "POST", body }),
    onSuccess,
  }));
  const revoke = useMutation(() => ({
    mutationFn: (id: string) => api.json<void>(path`/v1/invitations/${id}`, { method: "DELETE" }),
    onSuccess,
  }));
  return { invite, revoke };
}

/** What a mailed invitation offers to the person who is signed in. */
export function useInvitationOffer(token: () => string) {
  const api = useApi();
  return useQuery(() => ({
    queryKey: ["invitation-offer", token()],
    queryFn: ({ signal }) =>
      api.json<InvitationOffer>("/v1/invitations/look-up", { method: "POST", body: { token: token() }, signal }),
  }));
}

/** Joins, and goes on in the workspace that was joined. */
export function useJoin() {
  const api = useApi();
  const session = useSession();
  return useMutation(() => ({
    mutationFn: async (token: string) => {
      const { tenantId } = await api.json<Joined>("/v1/invitations/accept", { method: "POST", body: { token } });
      await session.chooseTenant(tenantId);
    },
  }));
}
