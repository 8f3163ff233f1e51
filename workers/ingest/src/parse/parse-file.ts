import { LIMITS } from "@netvexa/contract/limits";
import { ServiceError } from "@netvexa/contract/problem";
import { decodeText } from "./decode-text.ts";
import { assertDeclaredType } from "./detect-type.ts";
import { parseMarkdown, parseText } from "./parse-text.ts";
import type { ParsedDocument, ParseRequest } from "./parsed-document.ts";

/** Parses in this very process: for the parser's box, and for kinds that are safe without one. Parsers load on first use. */
export async function parseFile(request: ParseRequest): Promise<ParsedDocument> {
  assertDeclaredType(request.bytes, request.declaredType);
  const parsed = await parseByType(request);
  if (parsed.text.length > LIMITS.parsedTextMaxChars) throw new ServiceError("source_too_large");
  return parsed;
}

async function parseByType({ bytes, declaredType, charset }: ParseRequest): Promise<ParsedDocument> {
  switch (declaredType) {
    case "text/plain":
      return parseText(decodeText(bytes, { charset, isHtml: false }));
    case "text/markdown":
      return parseMarkdown(decodeText(bytes, { charset, isHtml: false }));
    case "text/html": {
      const { parseHtml } = await import("./html/parse-html.ts");
      return parseHtml(decodeText(bytes, { charset, isHtml: true }));
    }
    case "application/pdf": {
      const { parsePdf } = await import("./pdf/parse-pdf.ts");
      return parsePdf(bytes);
    }
    case "application/vnd.openxmlformats-officedocument.wordprocessingml.document": {
      const { parseDocx } = await import("./docx/parse-docx.ts");
      return parseDocx(bytes);
    }
  }
}
