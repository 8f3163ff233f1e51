import type { CountryRule } from "@netvexa/contract/http/agents";

/** `country` is what the edge says of the request; undefined where it does not know. */
export function isCountryAllowed(country: string | undefined, rule: CountryRule | undefined): boolean {
  if (rule === undefined) return true;
  const isListed = country !== undefined && rule.list.includes(country);
  return rule.mode === "allow" ? isListed : !isListed;
}
