import type { Workspace, WorkspaceChanged, WorkspacePatch, Workspaces } from "@netvexa/contract/http/workspace";
import { useMutation, useQuery, useQueryClient } from "@tanstack/solid-query";
import { useApi } from "./session.tsx";

/** Also says what role the person has. */
export const WORKSPACES = ["workspaces"] as const;

/** Every workspace that the signed-in person may work in. */
export function useWorkspaces() {
  const api = useApi();
  return useQuery(() => ({
    queryKey: WORKSPACES,
    queryFn: ({ signal }) => api.json<Workspaces>("/v1/workspaces", { signal }),
  }));
}

/** The one that everything on the screen belongs to; undefined until it is known. */
export function useCurrentWorkspace(): () => Workspace | undefined {
  const workspaces = useWorkspaces();
  return () =>
    workspaces.isPending || !workspaces.data ? undefined : workspaces.data.items.find(({ isCurrent }) => isCurrent);
}

/** Whether the person runs the present workspace; false until it is known. */
export function useIsManager(): () => boolean {
  const current = useCurrentWorkspace();
  return () => current()?.role === "owner" || current()?.role === "admin";
}

export function useWorkspaceRename() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: (body: WorkspacePatch) => api.json<WorkspaceChanged>("/v1/workspace", { method: "PATCH", body }),
    onSuccess: () => client.invalidateQueries({ queryKey: WORKSPACES }),
  }));
}
