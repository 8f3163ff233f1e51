import { sharedSuffixOf } from "@netvexa/contract/shared-suffixes";

/** Accepts what people paste (an address with a path, a bare host) and gives the origin that is meant. */
export type OriginResult = { isValid: true; origin: string } | { isValid: false; reason: string };

const HOST = /^(\*\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i;
const PORT = /^\d{1,5}$/;
const LOCAL = /^(localhost|127\.0\.0\.1)$/i;
const MAX_CHARS = 200;

export function parseOrigin(input: string): OriginResult {
  const text = input.trim().toLowerCase();
  if (text === "") return invalid("Enter the address of a site.");
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//.exec(text)?.[1];
  if (scheme !== undefined && scheme !== "http" && scheme !== "https") {
    return invalid("The address must start with https:// or http://.");
  }
  const authority = text.slice(scheme === undefined ? 0 : scheme.length + 3).split(/[/?#]/, 1)[0] ?? "";
  const [host = "", port, ...more] = authority.split(":");
  if (!HOST.test(host) || more.length > 0) return invalid("This is not an address such as https://example.com.");
  if (port !== undefined && !isPort(port)) return invalid("The port must be a number up to 65535.");
  if (!host.includes(".") && !LOCAL.test(host)) return invalid("The name is not complete: example.com, not example.");
  const origin = `${scheme ?? (LOCAL.test(host) ? "http" : "https")}://${host}${port === undefined ? "" : `:${port}`}`;
  const shared = sharedSuffixOf(origin);
  if (shared !== undefined) {
    return invalid(`Anyone can have a site under ${shared}. Enter your own: https://example.${shared}.`);
  }
  if (origin.length > MAX_CHARS) return invalid("The address is too long.");
  return { isValid: true, origin: withoutDefaultPort(origin) };
}

function isPort(port: string): boolean {
  return PORT.test(port) && Number(port) > 0 && Number(port) <= 65_535;
}

function withoutDefaultPort(origin: string): string {
  return origin.replace(/^(https:\/\/.*):443$/, "$1").replace(/^(http:\/\/.*):80$/, "$1");
}

function invalid(reason: string): OriginResult {
  return { isValid: false, reason };
}
