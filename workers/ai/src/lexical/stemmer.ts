export type Stem = (word: string) => string;

type StemmerModule = Promise<{ stemmer: Stem }>;

/** One chunk of the bundle for each language, so that a Worker loads only what its agents speak. */
const LOADERS: Readonly<Record<string, () => StemmerModule>> = {
  ar: () => import("@orama/stemmers/arabic"),
  bg: () => import("@orama/stemmers/bulgarian"),
  da: () => import("@orama/stemmers/danish"),
  de: () => import("@orama/stemmers/german"),
  el: () => import("@orama/stemmers/greek"),
  en: () => import("@orama/stemmers/english"),
  es: () => import("@orama/stemmers/spanish"),
  fi: () => import("@orama/stemmers/finnish"),
  fr: () => import("@orama/stemmers/french"),
  hu: () => import("@orama/stemmers/hungarian"),
  it: () => import("@orama/stemmers/italian"),
  nl: () => import("@orama/stemmers/dutch"),
  no: () => import("@orama/stemmers/norwegian"),
  pt: () => import("@orama/stemmers/portuguese"),
  ro: () => import("@orama/stemmers/romanian"),
  ru: () => import("@orama/stemmers/russian"),
  sv: () => import("@orama/stemmers/swedish"),
  tr: () => import("@orama/stemmers/turkish"),
};

const unchanged: Stem = (word) => word;

/** The stemmer of a language; words of a language without one stay as they are. */
export async function loadStemmer(language: string): Promise<Stem> {
  const load = Object.hasOwn(LOADERS, language) ? LOADERS[language] : undefined;
  return load ? (await load()).stemmer : unchanged;
}
