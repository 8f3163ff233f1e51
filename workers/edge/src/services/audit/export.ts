import type { AuditExportQuery } from "@netvexa/contract/http/audit";
import type { Context } from "../context.ts";
import { csvLine } from "../export/csv.ts";
import { AUDIT_COLUMNS, auditCells } from "./csv.ts";
import { eachAuditEvent } from "./list.ts";

/** The whole log as one file, made as it is read. */
export function exportAuditEvents(context: Context, query: AuditExportQuery): ReadableStream<Uint8Array> {
  const pieces = query.format === "csv" ? asCsv(context, query) : asJson(context, query);
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
}

async function* asCsv(context: Context, query: AuditExportQuery): AsyncGenerator<string, void> {
  yield csvLine(AUDIT_COLUMNS);
  for await (const event of eachAuditEvent(context, query)) yield csvLine(auditCells(event));
}

async function* asJson(context: Context, query: AuditExportQuery): AsyncGenerator<string, void> {
  let separator = "[";
  for await (const event of eachAuditEvent(context, query)) {
    yield `${separator}\n${JSON.stringify(event)}`;
    separator = ",";
  }
  yield separator === "[" ? "[]\n" : "\n]\n";
}
