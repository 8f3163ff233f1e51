export interface Country {
  /** ISO 3166, two letters. */
  code: string;
  name: string;
}

/** Codes that the platform names although they are no country: groups, placeholders, and what no longer exists. */
const NO_COUNTRY = new Set(
  "AC AN BU CP CQ CS CT DD DG DY EA EU EZ FQ FX HV IC JT MI NH NQ NT PC PU PZ QO QU RH SU TA TP UK UN VD WK XA XB YD YU ZR ZZ".split(
    " ",
  ),
);
const LETTERS = Array.from({ length: 26 }, (_, at) => String.fromCharCode(65 + at));

let known: readonly Country[] | undefined;

/** Every country, by its English name; the platform knows the names, so none are shipped. */
export function countries(): readonly Country[] {
  known ??= readCountries();
  return known;
}

function readCountries(): Country[] {
  const names = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
  const codes = LETTERS.flatMap((first) => LETTERS.map((second) => first + second));
  return codes
    .flatMap((code) => {
      const name = NO_COUNTRY.has(code) ? undefined : names.of(code);
      return name === undefined ? [] : [{ code, name }];
    })
    .toSorted((one, other) => one.name.localeCompare(other.name, "en"));
}

/** The name of a code, or the code itself. */
export function countryName(code: string): string {
  return countries().find((country) => country.code === code)?.name ?? code;
}

const plain = (text: string) =>
  text
    .normalize("NFD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase()
    .trim();

/** What somebody may mean by these letters: names that begin so first. */
export function findCountries(typed: string): readonly Country[] {
  const wanted = plain(typed);
  if (wanted === "") return [];
  const rank = ({ code, name }: Country) => {
    if (plain(code) === wanted) return 0;
    if (plain(name).startsWith(wanted)) return 1;
    return plain(name).includes(wanted) ? 2 : 3;
  };
  return countries()
    .filter((country) => rank(country) < 3)
    .toSorted((one, other) => rank(one) - rank(other));
}
