import { sharedSuffixOf } from "@netvexa/contract/shared-suffixes";

/**
 * The rules of where a widget may run. An origin is compared whole: scheme, host and port; `https://*.example.com`
 * means every sub-domain but not the domain itself, `http://localhost:*` every port. A rule for all of a domain that
 * strangers share, stored before such rules were refused, counts for nothing. The visitor's own machine counts
 * while developing only: in production any program there could pose as the page.
 */
export function isOriginAllowed(
  origin: string,
  rules: readonly string[],
  { publicUrl, isDevelopment }: { publicUrl: string; isDevelopment: boolean },
): boolean {
  const canonical = canonicalOrigin(origin);
  if (canonical === undefined) return false;
  if (canonical === publicUrl) return true;
  if (!isDevelopment && isOwnMachine(canonical)) return false;
  return rules.some((rule) => matches(canonical, rule.toLowerCase()));
}

/** Labels with something in them; a URL may hold a `*` or an empty one, a page's host cannot. */
const HOST = /^([a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])$/;

/** What a browser would send for this origin, or undefined if no browser would send it. */
function canonicalOrigin(origin: string): string | undefined {
  if (!URL.canParse(origin)) return undefined;
  const url = new URL(origin);
  const isWeb = url.protocol === "https:" || url.protocol === "http:";
  return isWeb && url.origin === origin && HOST.test(url.hostname) ? url.origin : undefined;
}

const LOCAL_NAME = /^(.+\.)?localhost$/;
/** Loopback, the unspecified address that connects to it as well, and either of them as IPv6 writes those of IPv4. */
const LOCAL_ADDRESS = /^(127\.|0\.0\.0\.0$|\[::1?\]$|\[::(ffff:)?(7f[0-9a-f]{2}:[0-9a-f]{1,4}|0:0)\]$)/;

function isOwnMachine(origin: string): boolean {
  const { hostname } = new URL(origin);
  return LOCAL_NAME.test(hostname) || LOCAL_ADDRESS.test(hostname);
}

function matches(origin: string, rule: string): boolean {
  if (rule.endsWith(":*")) return origin === rule.slice(0, -2) || isPortOf(origin, rule.slice(0, -1));
  const [scheme, host] = rule.split("://*.");
  if (host === undefined) return URL.canParse(rule) && new URL(rule).origin === origin;
  if (sharedSuffixOf(rule) !== undefined) return false;
  return isSubdomain(new URL(origin), { protocol: `${scheme}:`, host });
}

function isPortOf(origin: string, prefix: string): boolean {
  return origin.startsWith(prefix) && /^\d{1,5}$/.test(origin.slice(prefix.length));
}

function isSubdomain(url: URL, rule: { protocol: string; host: string }): boolean {
  const [hostname = "", port = ""] = rule.host.split(":");
  const usualPort = rule.protocol === "https:" ? "443" : "80";
  const isSamePort = url.port === (port === usualPort ? "" : port);
  return url.protocol === rule.protocol && isSamePort && url.hostname.endsWith(`.${hostname}`);
}
