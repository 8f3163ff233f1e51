const COMBINING_DIACRITICS = /[\u0300-\u036f\u064b-\u0652\u0670]/g;
const PLAIN = /^[\x20-\x7e]*$/;
/** Letters that carry no separable mark, yet are typed without it. */
const LETTERS: Readonly<Record<string, string>> = { ı: "i", ß: "ss", ø: "o", đ: "d", ł: "l", æ: "ae", œ: "oe" };
const LETTER = /[ıßøđłæœ]/g;

/** Lower case by the rules of the language, compatibility forms resolved. */
export function lowerCase(text: string, language: string): string {
  const normal = text.normalize("NFKC");
  // `toLocaleLowerCase` depends on the ICU data of the runtime; these two letters are all that differs here.
  const turkic = language === "tr" || language === "az";
  return (turkic ? normal.replaceAll("İ", "i").replaceAll("I", "ı") : normal).toLowerCase();
}

/**
 * Drops the accents that people leave out when typing. Marks that make another letter in their script
 * (Indic vowel signs, kana voicing) stay.
 */
export function fold(lowerCased: string): string {
  if (PLAIN.test(lowerCased)) return lowerCased;
  return lowerCased
    .normalize("NFD")
    .replace(COMBINING_DIACRITICS, "")
    .normalize("NFC")
    .replace(LETTER, (letter) => LETTERS[letter] ?? letter);
}
