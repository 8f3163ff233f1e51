import { ServiceError } from "@netvexa/contract/problem";
import { isLoopbackAddress, isPublicAddress } from "./addresses.ts";

export interface ResolvedAddress {
  address: string;
  family: number;
}

/** All addresses of a host name; `dns.promises.lookup(host, { all: true })` in production. */
export type Lookup = (hostname: string) => Promise<ResolvedAddress[]>;

/**
 * Looks a host up once and gives the address to connect to. One bad address among good ones refuses the host:
 * nobody needs both, and whoever connects could be led to either.
 */
export async function resolveAddress(url: URL, lookup: Lookup, allowLoopback: boolean): Promise<ResolvedAddress> {
  const hostname = url.hostname.replace(/^\[|\]$/g, "");
  const found = await look(hostname, lookup);
  const isAllowed = ({ address }: ResolvedAddress) =>
    isPublicAddress(address) || (allowLoopback && isLoopbackAddress(address));
  if (!found.every(isAllowed)) {
    throw new ServiceError("source_address_refused", { detail: "The address leads to a private or reserved network." });
  }
  const [first] = found;
  if (first === undefined) throw new ServiceError("source_unreachable", { detail: "The host name has no address." });
  return first;
}

async function look(hostname: string, lookup: Lookup): Promise<ResolvedAddress[]> {
  try {
    return await lookup(hostname);
  } catch (error) {
    throw new ServiceError("source_unreachable", { detail: "The host name could not be found.", cause: error });
  }
}
