import type { Source } from "@netvexa/contract/http/sources";
import { PROBLEMS, type ProblemCode } from "@netvexa/contract/problem";
import type { source } from "@netvexa/db/schema/source";

export type SourceRow = typeof source.$inferSelect;

function toProblem(code: ProblemCode, detail: string | null) {
  return { code, title: PROBLEMS[code].title, detail: detail ?? PROBLEMS[code].explanation };
}

export function toSource(row: SourceRow): Source {
  return {
    id: row.id,
    agentId: row.agentId,
    kind: row.kind,
    name: row.name,
    status: row.status,
    documents: row.documents,
    chunks: row.chunks,
    progress: { done: row.progressDone, total: row.progressTotal },
    ...(row.problemCode === null ? {} : { problem: toProblem(row.problemCode, row.problemDetail) }),
    ...(row.failures.length === 0 ? {} : { failures: row.failures }),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
