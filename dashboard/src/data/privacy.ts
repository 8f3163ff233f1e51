import type { ErasureReceipt } from "@netvexa/contract/http/visitors";
import type { WorkspaceErasure } from "@netvexa/contract/http/workspace";
import { useMutation, useQueryClient } from "@tanstack/solid-query";
import { saveFile } from "../lib/save-file.ts";
import { path } from "./api.ts";
import { useApi } from "./session.tsx";

export type ExportFormat = "json" | "csv";

/** Downloads what one visitor said and was told, or all of them. */
export function useExport() {
  const api = useApi();
  return useMutation(() => ({
    mutationFn: async ({ format, visitorId }: { format: ExportFormat; visitorId?: string }) => {
      const from = visitorId === undefined ? "/v1/export" : path`/v1/visitors/${visitorId}/export`;
      const answer = await api.response(from, { query: { format }, accept: "application/json, text/csv" });
      saveFile(`conversations.${format}`, await answer.blob());
    },
  }));
}

/** Each call erases a part; asks until nothing is left. */
export function useVisitorErasure() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: async (visitorId: string) => {
      let conversations = 0;
      for (let isComplete = false; !isComplete; ) {
        const receipt = await api.json<ErasureReceipt>(path`/v1/visitors/${visitorId}`, { method: "DELETE" });
        conversations += receipt.conversations;
        isComplete = receipt.isComplete;
      }
      return conversations;
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ["conversations"] }),
  }));
}

export function useWorkspaceErasure() {
  const api = useApi();
  return useMutation(() => ({
    mutationFn: async () => {
      const { tenantId } = await api.json<{ tenantId: string }>("/v1/token", { method: "POST" });
      for (let isComplete = false; !isComplete; ) {
        const query = { confirm: tenantId };
        const part = await api.json<WorkspaceErasure>("/v1/workspace", { method: "DELETE", query });
        isComplete = part.isComplete;
      }
    },
  }));
}
