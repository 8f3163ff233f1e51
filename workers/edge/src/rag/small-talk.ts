import { type Phrases, phrasesOf } from "./phrases.ts";

/** A short reply to a message that is a greeting, thanks or a farewell and nothing else; undefined for all others. */
export function smallTalkReply(message: string, locale: string): string | undefined {
  const words = bareWords(message);
  // Visitors greet in English on pages of every language.
  for (const phrases of [phrasesOf(locale), phrasesOf("en")]) {
    const reply = replyOf(words, phrases);
    if (reply !== undefined) return replyIn(reply, phrasesOf(locale));
  }
  return undefined;
}

type Kind = "hello" | "thanks" | "goodbye";

function replyOf(words: string, phrases: Phrases): Kind | undefined {
  if (phrases.helloWords.includes(words)) return "hello";
  if (phrases.thanksWords.includes(words)) return "thanks";
  return phrases.goodbyeWords.includes(words) ? "goodbye" : undefined;
}

function replyIn(kind: Kind, phrases: Phrases): string {
  return phrases[kind];
}

function bareWords(message: string): string {
  return message
    .normalize("NFC")
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\s']/gu, " ")
    .replace(/\s+/gu, " ")
    .trim();
}
