import { type FileType, isFileType } from "@netvexa/contract/limits";
import { ServiceError } from "@netvexa/contract/problem";
import type { FetchedPage } from "../fetch/guarded-fetch.ts";
import { detectType } from "../parse/detect-type.ts";
import type { PipelineDeps } from "./deps.ts";
import { type Draft, SUPPORTED_LABELS } from "./draft.ts";

/** One page of the web as a document. Its name stays the address that was asked for, wherever redirects led. */
export async function fetchDraft(deps: PipelineDeps, url: string, signal: AbortSignal): Promise<Draft> {
  const page = await deps.fetchPage(url, signal);
  const declaredType = typeOf(page);
  const parsed = await deps.parse({ bytes: page.bytes, declaredType, charset: page.charset }, signal);
  return { ...parsed, externalId: url, title: parsed.title ?? url, url: page.url };
}

/** Servers call Markdown many things, and XHTML reads as HTML; a server that says nothing lets the bytes speak. */
function typeOf({ mediaType, bytes }: FetchedPage): FileType {
  if (isFileType(mediaType)) return mediaType;
  if (mediaType === "application/xhtml+xml") return "text/html";
  if (mediaType === "text/x-markdown") return "text/markdown";
  if (mediaType === "" || mediaType === "application/octet-stream") {
    const seen = detectType(bytes);
    if (seen === "html") return "text/html";
    if (seen === "pdf") return "application/pdf";
    if (seen === "text") return "text/plain";
  }
  throw new ServiceError("unsupported_media_type", {
    detail: `The page is of the kind ${mediaType.slice(0, 100) || "unknown"}; supported are ${SUPPORTED_LABELS}.`,
  });
}
