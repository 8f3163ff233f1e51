import { FILE_TYPES, type FileType } from "@netvexa/contract/limits";
import { ServiceError } from "@netvexa/contract/problem";
import { markedEncoding } from "./decode-text.ts";

/** What the bytes themselves show. Plain text and Markdown look alike. */
type DetectedType = "text" | "html" | "pdf" | "zip" | "ole" | "binary";

const SNIFF_BYTES = 8 * 1024;

const startsWith = (bytes: Uint8Array, ...magic: number[]) => magic.every((byte, index) => bytes[index] === byte);

export function detectType(bytes: Uint8Array): DetectedType {
  if (startsWith(bytes, 0x50, 0x4b, 0x03, 0x04)) return "zip";
  if (startsWith(bytes, 0xd0, 0xcf, 0x11, 0xe0)) return "ole";
  const head = bytes.subarray(0, SNIFF_BYTES);
  const marked = markedEncoding(head);
  const text = new TextDecoder(marked ?? "latin1").decode(head).trimStart();
  if (/^(?:<!--[\s\S]{0,2000}?-->\s{0,50})?<(?:!doctype html|html[\s>])/i.test(text)) return "html";
  if (text.slice(0, 1_024).includes("%PDF-")) return "pdf";
  if (marked === undefined && head.includes(0)) return "binary";
  return "text";
}

const ACCEPTED: Record<FileType, readonly DetectedType[]> = {
  "text/plain": ["text"],
  "text/markdown": ["text"],
  "text/html": ["html", "text"],
  "application/pdf": ["pdf"],
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ["zip"],
};

const SEEN: Record<DetectedType, string> = {
  text: "plain text",
  html: "an HTML page",
  pdf: "a PDF",
  zip: "a ZIP archive",
  ole: "an encrypted or pre-2007 Office document",
  binary: "binary data",
};

/** Refuses a file whose content is not of the declared kind: `source_unreadable`. */
export function assertDeclaredType(bytes: Uint8Array, declared: FileType): void {
  const seen = detectType(bytes);
  if (ACCEPTED[declared].includes(seen)) return;
  const label = FILE_TYPES[declared].label;
  throw new ServiceError("source_unreadable", {
    detail: `Declared as ${label}, but the content is ${SEEN[seen]}.`,
  });
}
