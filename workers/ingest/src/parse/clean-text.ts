/** Everything below space but tab and line feed, and DEL: Postgres refuses NUL, and none of them is text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is removed
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufeff]/g;

/** One kind of line end, no control characters, no half surrogate pairs: what can be stored, hashed and sent. */
export function cleanText(text: string): string {
  const lines = text.includes("\r") ? text.replaceAll("\r\n", "\n").replaceAll("\r", "\n") : text;
  return lines.toWellFormed().replace(CONTROLS, "");
}

/** `cleanText` on one line, for titles and names. */
export function cleanLine(text: string, maxChars: number): string {
  const line = cleanText(text).replace(/\s+/g, " ").trim();
  return line.length <= maxChars
    ? line
    : line
        .slice(0, maxChars)
        .toWellFormed()
        .replace(/\ufffd$/, "")
        .trimEnd();
}
