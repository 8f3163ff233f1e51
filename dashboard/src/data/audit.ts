import type { AuditEvent, AuditExportQuery } from "@netvexa/contract/http/audit";
import type { List } from "@netvexa/contract/http/list";
import { useInfiniteQuery } from "@tanstack/solid-query";
import type { Accessor } from "solid-js";
import { PAGE_ITEMS, paging } from "./paging.ts";
import { useApi } from "./session.tsx";

export type AuditFilter = Pick<AuditExportQuery, "actor" | "action" | "since">;

export function useAuditEvents(filter: Accessor<AuditFilter>) {
  const api = useApi();
  return useInfiniteQuery(() => ({
    queryKey: ["audit", filter()] as const,
    queryFn: ({ pageParam, signal }) =>
      api.json<List<AuditEvent>>("/v1/audit", { query: { ...filter(), cursor: pageParam, limit: PAGE_ITEMS }, signal }),
    ...paging,
  }));
}

/** Everything that the filter lets through, as a file. */
export function useAuditExport() {
  const api = useApi();
  return async (filter: AuditFilter, format: AuditExportQuery["format"]): Promise<Blob> => {
    const accept = format === "csv" ? "text/csv" : "application/json";
    return (await api.response("/v1/audit/export", { query: { ...filter, format }, accept })).blob();
  };
}
