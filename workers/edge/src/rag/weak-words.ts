/** Words that are no stop words and yet tell little of what a question is about. */
const WEAK_WORDS: Readonly<Record<string, string>> = {
  de: `bekomme bekommen bitte brauche brauchen dauert geben geht gerne gibt kostet lang lange machen möchte möglich sagen
    viel viele weiß wissen wollen`,
  en: `actually explain find get gets getting give go going got know let like long make many much need please possible
    say show tell thing things use using want way`,
  es: `decir favor hacer hago hay mucho muchos necesito posible puede puedo quiero saber tengo tiempo`,
  fr: `aimerais avoir besoin dire faire faut peux possible puis savoir temps veux voudrais`,
  tr: `bilgi bilmek eder gerek gerekir istiyorum kaç lütfen miyim mümkün uzun verir yapabilirim yapmam yapılır`,
};

const sets = new Map<string, ReadonlySet<string>>();

/** Lower-cased; empty for a language without a list. */
export function weakWordsOf(language: string): ReadonlySet<string> {
  const known = sets.get(language);
  if (known) return known;
  const words = Object.hasOwn(WEAK_WORDS, language) ? (WEAK_WORDS[language] ?? "") : "";
  const set = new Set(words.split(/\s+/u).filter((word) => word !== ""));
  sets.set(language, set);
  return set;
}
