import { QueryClient } from "@tanstack/solid-query";
import { ApiProblem } from "./api-problem.ts";

const STALE_MS = 10_000;
const RETRY_AFTER_MS = 400;

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: STALE_MS,
        // Rows keep their identity by `id`, so a list read again does not redraw what has not changed.
        reconcile: "id",
        retry: (failures, error) => failures < 1 && error instanceof ApiProblem && error.isRetryable,
        retryDelay: (_, error) => (error instanceof ApiProblem ? error.retryAfterMs : undefined) ?? RETRY_AFTER_MS,
      },
    },
  });
}
