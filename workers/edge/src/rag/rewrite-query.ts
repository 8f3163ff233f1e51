import { stopWordsOf } from "@netvexa/ai/lexical/stop-words";
import { phrasesOf } from "./phrases.ts";
import type { HistoryTurn } from "./types.ts";

/** A question with as many content words stands by itself, whatever pronouns it has. */
const SELF_CONTAINED_WORDS = 3;
const EARLIER_TURNS = 2;
const EARLIER_MAX_CHARS = 300;

/**
 * The text to search for. A short question that leans on what was said before ("and how long does it take?")
 * is put behind the visitor's own earlier questions; every other question is searched as it is.
 */
export function rewriteQuery(history: readonly HistoryTurn[], question: string, locale: string): string {
  if (!leansOnHistory(question, locale)) return question;
  const earlier: string[] = [];
  for (const turn of history.toReversed()) {
    if (turn.role !== "visitor") continue;
    earlier.unshift(turn.text.slice(0, EARLIER_MAX_CHARS));
    // The last question that stands by itself names the subject.
    if (earlier.length === EARLIER_TURNS || !leansOnHistory(turn.text, locale)) break;
  }
  return [...earlier, question].join("\n");
}

function leansOnHistory(question: string, locale: string): boolean {
  const language = locale.split("-", 1)[0]?.toLowerCase() ?? "";
  const phrases = phrasesOf(locale);
  const stopWords = stopWordsOf(language);
  const text = question.normalize("NFC").toLocaleLowerCase(language);
  const words = text.match(/[\p{L}\p{M}\p{N}']+/gu) ?? [];
  const content = words.filter((word) => !stopWords.has(word) && !phrases.references.includes(word));
  if (content.length === 0) return words.length > 0;
  if (content.length >= SELF_CONTAINED_WORDS) return false;
  if (words.some((word) => phrases.references.includes(word))) return true;
  const joined = words.join(" ");
  return phrases.continuations.some((start) => joined.startsWith(`${start} `));
}
