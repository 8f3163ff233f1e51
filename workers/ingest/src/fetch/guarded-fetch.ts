import { LIMITS } from "@netvexa/contract/limits";
import { ServiceError } from "@netvexa/contract/problem";
import { checkUrl, type UrlRules } from "./check-url.ts";
import { type HttpAnswer, requestOnce } from "./request-once.ts";
import { type Lookup, resolveAddress } from "./resolve-address.ts";

export interface FetchedPage {
  /** Where the redirects ended. */
  url: string;
  bytes: Uint8Array;
  /** Media type without parameters, lower case; empty if the server named none. */
  mediaType: string;
  charset: string | undefined;
}

/** Throws `ServiceError`: `source_address_refused`, `source_unreachable`, `source_too_large`, `source_timed_out`. */
export type Fetcher = (url: string, signal?: AbortSignal) => Promise<FetchedPage>;

interface FetcherOptions {
  lookup: Lookup;
  /** For a laptop and for tests: loopback on any port is as good as a public address. */
  allowLoopback?: boolean;
  extraPorts?: ReadonlySet<number>;
  timeoutMs?: number;
  maxBytes?: number;
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** The only way to an address that a customer wrote. Every hop is checked, looked up once and connected to as checked. */
export function createFetcher(options: FetcherOptions): Fetcher {
  const { lookup, allowLoopback = false, timeoutMs = LIMITS.fetchTimeoutMs, maxBytes = LIMITS.pageMaxBytes } = options;
  const rules: UrlRules = { extraPorts: allowLoopback ? "any" : (options.extraPorts ?? new Set()) };

  const follow = async (text: string, signal: AbortSignal): Promise<FetchedPage> => {
    let url = checkUrl(text, rules);
    for (let hop = 0; hop <= LIMITS.fetchMaxRedirects; hop++) {
      const pinned = await resolveAddress(url, lookup, allowLoopback);
      signal.throwIfAborted();
      const answer = await requestOnce(url, pinned, { signal, maxBytes });
      const location = REDIRECTS.has(answer.status) ? answer.headers.location : undefined;
      if (location === undefined) return toPage(url, answer);
      url = checkUrl(location, rules, url);
    }
    throw new ServiceError("source_unreachable", { detail: "The page redirects too many times." });
  };

  return async (text, outer) => {
    const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(outer ? [outer] : [])]);
    try {
      return await follow(text, signal);
    } catch (error) {
      if (error instanceof ServiceError) throw error;
      if (signal.aborted) throw new ServiceError("source_timed_out", { detail: "The page took too long to answer." });
      throw new ServiceError("source_unreachable", { cause: error });
    }
  };
}

function toPage(url: URL, answer: HttpAnswer): FetchedPage {
  if (answer.status < 200 || answer.status >= 300) {
    throw new ServiceError("source_unreachable", { detail: `The page answered with status ${answer.status}.` });
  }
  const [mediaType = "", ...parameters] = (answer.headers["content-type"] ?? "").split(";");
  const charset = parameters
    .map((parameter) => /^\s*charset\s*=\s*"?([\w.:-]{1,40})/i.exec(parameter)?.[1])
    .find(Boolean);
  return { url: url.href, bytes: answer.body, mediaType: mediaType.trim().toLowerCase(), charset };
}
