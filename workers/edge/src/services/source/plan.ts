import type { SourceInput } from "@netvexa/contract/http/sources";
import type { IngestInput } from "@netvexa/contract/jobs";
import { FILE_TYPES, isFileType, LIMITS } from "@netvexa/contract/limits";
import { ServiceError } from "@netvexa/contract/problem";

/** What a wished source will be: how its row starts and what is stored for the pipeline to read. */
export interface SourcePlan {
  name: string;
  status: "awaiting_upload" | "queued";
  contentType?: string;
  sizeBytes?: number;
  url?: string;
  /** Absent for a file, which the caller uploads. */
  input?: IngestInput;
}

const NAME_MAX_CHARS = 200;

/** Throws `unsupported_media_type` or `source_too_large` for a file that would only fail later. */
export function planSource(input: SourceInput): SourcePlan {
  switch (input.kind) {
    case "file":
      return planFile(input);
    case "url":
      return { name: clip(input.url), status: "queued", url: input.url, input };
    case "qa":
      return { name: count(input.pairs.length, "question"), status: "queued", input };
    case "documents":
      return { name: nameDocuments(input.documents), status: "queued", input };
  }
}

function planFile(input: Extract<SourceInput, { kind: "file" }>): SourcePlan {
  const contentType = (input.contentType.split(";", 1)[0] ?? "").trim().toLowerCase();
  if (!isFileType(contentType)) throw new ServiceError("unsupported_media_type");
  const extension = /\.([a-z0-9]+)$/i.exec(input.name)?.[1]?.toLowerCase();
  const extensions: readonly string[] = FILE_TYPES[contentType].extensions;
  if (extension !== undefined && isKnownExtension(extension) && !extensions.includes(extension)) {
    throw new ServiceError("unsupported_media_type", { detail: "The file's name and its declared type do not agree." });
  }
  if (input.sizeBytes > LIMITS.fileMaxBytes) throw new ServiceError("source_too_large");
  return { name: clip(input.name), status: "awaiting_upload", contentType, sizeBytes: input.sizeBytes };
}

function isKnownExtension(extension: string): boolean {
  return Object.values(FILE_TYPES).some(({ extensions }) => extensions.some((known) => known === extension));
}

function nameDocuments(documents: readonly { title: string; externalId: string }[]): string {
  const [first] = documents;
  const title = clip(first?.title.trim() || first?.externalId || "");
  return documents.length === 1 ? title : `${title} and ${documents.length - 1} more`;
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? "" : "s"}`;
}

function clip(text: string): string {
  return text.length <= NAME_MAX_CHARS ? text : `${text.slice(0, NAME_MAX_CHARS - 1)}…`;
}
