import type { Transcript } from "@netvexa/contract/http/visitors";

/** What makes a spreadsheet take a cell for a formula, also after blanks, in plain and full-width form. */
const FORMULA = /^[\s\uFEFF]*[=+\-@|%＝＋－−＠]|^[\t\r\n]/u;

/** One cell: always quoted, and begun with an apostrophe where a spreadsheet would run it. */
export function csvCell(value: string | number): string {
  const text = String(value);
  const safe = typeof value === "string" && FORMULA.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

export function csvLine(cells: readonly (string | number)[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

export const TRANSCRIPT_COLUMNS = [
  "conversation",
  "visitor",
  "agent",
  "channel",
  "at",
  "kind",
  "seq",
  "from",
  "text",
  "sources",
  "rating",
  "comment",
] as const;

/** A line for each message, and one for each lead. */
export function transcriptLines(transcript: Transcript): string {
  const head = [transcript.id, transcript.visitorId, transcript.agentId, transcript.channel];
  const messages = transcript.messages.map(({ at, seq, role, text, citations, feedback }) => {
    const sources = citations.map(({ title, url }) => url ?? title).join("\n");
    return csvLine([...head, at, "message", seq, role, text, sources, feedback?.rating ?? "", feedback?.comment ?? ""]);
  });
  const leads = transcript.leads.map(({ at, fields }) => {
    const text = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
    return csvLine([...head, at, "lead", "", "visitor", text.join("\n"), "", "", ""]);
  });
  return [...messages, ...leads].join("");
}
