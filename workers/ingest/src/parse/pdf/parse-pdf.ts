import { LIMITS } from "@netvexa/contract/limits";
import { ServiceError } from "@netvexa/contract/problem";
import { getDocumentProxy } from "unpdf";
import { cleanLine, cleanText } from "../clean-text.ts";
import type { ParsedDocument } from "../parsed-document.ts";
import { bodyHeight, type Line, type PlacedText, toLines, toMarkdown } from "./page-lines.ts";

const MAX_PAGES = 3_000;
/** Of pdf.js: errors only, for warnings quote the file. */
const VERBOSITY_ERRORS = 0;

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>;

/** Text of a PDF, page by page. A scan holds none and gives an empty text. */
export async function parsePdf(bytes: Uint8Array): Promise<ParsedDocument> {
  const pdf = await open(bytes);
  if (pdf.numPages > MAX_PAGES) {
    throw new ServiceError("source_too_large", { detail: `The PDF has more than ${MAX_PAGES} pages.` });
  }
  try {
    const pages = await readPages(pdf);
    const body = bodyHeight(pages.flat());
    const text = pages.map((lines) => toMarkdown(lines, body)).filter((page) => page !== "");
    return { title: await readTitle(pdf), text: cleanText(text.join("\n\n")), format: "markdown" };
  } catch (error) {
    if (error instanceof ServiceError) throw error;
    throw new ServiceError("source_unreadable", { detail: "The PDF is damaged.", cause: error });
  }
}

async function open(bytes: Uint8Array): Promise<Pdf> {
  try {
    // A copy: pdf.js takes the memory it is given away from its owner.
    return await getDocumentProxy(bytes.slice(), { verbosity: VERBOSITY_ERRORS });
  } catch (error) {
    const isLocked = error instanceof Error && error.name === "PasswordException";
    const detail = isLocked ? "The PDF is protected by a password. Remove it and try again." : "The PDF is damaged.";
    throw new ServiceError("source_unreadable", { detail, cause: error });
  }
}

async function readPages(pdf: Pdf): Promise<Line[][]> {
  const pages: Line[][] = [];
  let chars = 0;
  for (let number = 1; number <= pdf.numPages; number++) {
    const page = await pdf.getPage(number);
    const { items } = await page.getTextContent();
    const lines = toLines(items.flatMap((item) => ("str" in item ? [place(item)] : [])));
    page.cleanup();
    for (const line of lines) chars += line.text.length;
    if (chars > LIMITS.parsedTextMaxChars) throw new ServiceError("source_too_large");
    pages.push(lines);
  }
  return pages;
}

interface TextItem {
  str: string;
  transform: number[];
  width: number;
  height: number;
  hasEOL: boolean;
}

function place(item: TextItem): PlacedText {
  const [, , , , x = 0, y = 0] = item.transform;
  return { text: item.str, x, y, width: item.width, height: item.height, endsLine: item.hasEOL };
}

async function readTitle(pdf: Pdf): Promise<string | undefined> {
  const { info } = await pdf.getMetadata();
  const title = (info as { Title?: unknown }).Title;
  if (typeof title !== "string") return undefined;
  const line = cleanLine(title, 300);
  // Programs that print to PDF leave the name of their own file there.
  return line === "" || /^untitled|\.(?:docx?|indd|pages|odt|rtf|txt|tex)$/i.test(line) ? undefined : line;
}
