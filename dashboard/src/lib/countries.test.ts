import { expect, it } from "vitest";
import { countries, countryName, findCountries } from "./countries.ts";

it("lists every country once, and nothing that is none", () => {
  const list = countries();
  expect(list.length).toBeGreaterThan(240);
  expect(list.length).toBeLessThan(255);
  expect(new Set(list.map(({ name }) => name)).size).toBe(list.length);
  for (const code of ["AT", "CH", "US", "XK", "TW"]) expect(list.map((country) => country.code)).toContain(code);
  for (const code of ["EU", "UN", "ZZ", "SU", "UK"]) expect(list.map((country) => country.code)).not.toContain(code);
  expect(countryName("AT")).toBe("Austria");
  expect(countryName("T1")).toBe("T1");
});

it("finds a country by its code, the start of its name, or a part of it, without accents", () => {
  expect(findCountries("at")[0]?.name).toBe("Austria");
  expect(findCountries("ger").map(({ name }) => name)).toEqual(["Germany", "Algeria", "Niger", "Nigeria"]);
  expect(findCountries("cote d")[0]?.code).toBe("CI");
  expect(findCountries("curacao")[0]?.code).toBe("CW");
  expect(findCountries("  ")).toEqual([]);
  expect(findCountries("nowhere")).toEqual([]);
});
