import { ServiceError } from "@netvexa/contract/problem";

export interface UrlRules {
  /** Ports beside 80 and 443. */
  extraPorts: ReadonlySet<number> | "any";
}

/** Space, controls and backslashes: what parsers of addresses disagree about. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
const AMBIGUOUS = /[\u0000-\u0020\u007f\\]/;

const refused = (detail: string) => new ServiceError("source_address_refused", { detail });

/** The one reading of an address that everything after it uses. Throws `source_address_refused`. */
export function checkUrl(text: string, rules: UrlRules, base?: URL): URL {
  if (AMBIGUOUS.test(text)) throw refused("The address holds spaces, control characters or backslashes.");
  const url = URL.parse(text, base);
  if (url === null) throw refused("The address is not a valid URL.");
  if (url.protocol !== "http:" && url.protocol !== "https:") throw refused("Only http and https can be read.");
  if (url.username !== "" || url.password !== "") throw refused("The address must not hold a user name or password.");
  if (url.hostname === "") throw refused("The address names no host.");
  if (!isAllowedPort(portOf(url), rules)) throw refused("Only the ports 80 and 443 can be read.");
  url.hash = "";
  return url;
}

export function portOf(url: URL): number {
  if (url.port !== "") return Number(url.port);
  return url.protocol === "https:" ? 443 : 80;
}

function isAllowedPort(port: number, { extraPorts }: UrlRules): boolean {
  return port === 80 || port === 443 || extraPorts === "any" || extraPorts.has(port);
}
