import { makeSafe } from "./safe-text.ts";

/**
 * A span of a chunk as plain text on one line: no image, no link, no tag and none of the source's own
 * footnote marks. Tags inside code spans stay, being shown as text.
 */
export function plainSentence(span: string): string {
  const flat = span
    .replace(/^\s*(?:>\s?)+/gmu, "")
    .replace(/^\s*#{1,6}\s+/u, "")
    .replace(/!\[[^\]]*\]\([^)]*\)/gu, " ")
    .replace(/\s+/gu, " ");
  const tagless = flat.replace(/(`[^`]*`)|<[a-z/!][^>]*(?:>|$)/giu, (_, code: string | undefined) => code ?? "");
  // A link is reduced to its text even within the source; an address written out may stay.
  const isKnownUrl = (url: string): boolean => !tagless.includes(`](${url}`);
  return makeSafe(tagless, { isKnownMark: () => false, isKnownUrl });
}
