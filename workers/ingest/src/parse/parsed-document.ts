import type { FileType } from "@netvexa/contract/limits";

export interface ParsedDocument {
  title?: string | undefined;
  /** Clean text: `\n` line ends, no control characters. Markdown keeps headings, lists, tables and code fences. */
  text: string;
  format: "markdown" | "plain";
}

export interface ParseRequest {
  bytes: Uint8Array;
  /** What the uploader or the server declared; the content has to agree. */
  declaredType: FileType;
  /** Of the Content-Type header; a byte order mark or a meta element may know better. */
  charset?: string | undefined;
}

/** Throws `ServiceError` with `source_unreadable`, `source_too_large` or `source_timed_out`. An empty text is no fault here. */
export type Parse = (request: ParseRequest, signal?: AbortSignal) => Promise<ParsedDocument>;
