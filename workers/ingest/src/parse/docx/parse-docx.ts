import { Buffer } from "node:buffer";
import { ServiceError } from "@netvexa/contract/problem";
import mammoth from "mammoth";
import { parseHtml } from "../html/parse-html.ts";
import type { ParsedDocument } from "../parsed-document.ts";
import { repackDocx } from "./repack-docx.ts";

const STYLE_MAP = ["p[style-name='Title'] => h1:fresh", "p[style-name='Subtitle'] => p:fresh"];

/** Word to HTML by mammoth, then the same way as a page. */
export async function parseDocx(bytes: Uint8Array): Promise<ParsedDocument> {
  const buffer = Buffer.from(repackDocx(bytes));
  const html = await convert(buffer);
  return parseHtml(html);
}

async function convert(buffer: Buffer): Promise<string> {
  try {
    const { value } = await mammoth.convertToHtml(
      { buffer },
      {
        styleMap: STYLE_MAP,
        convertImage: mammoth.images.imgElement(async () => ({ src: "" })),
        externalFileAccess: false,
      },
    );
    return value;
  } catch (error) {
    throw new ServiceError("source_unreadable", { detail: "The Word document is damaged.", cause: error });
  }
}
