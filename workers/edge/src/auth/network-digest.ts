import { ServiceError } from "@netvexa/contract/problem";
import type { Services } from "../services/context.ts";
import { sha256Hex } from "./digest.ts";
import { networkOf } from "./edge-address.ts";

/**
 * Names the network that a visitor comes from, for counting; an address itself is never kept. Throws `misconfigured` where
 * the edge says nothing of it: what cannot be counted is not let in.
 */
export async function networkDigest(
  { isDevelopment, log, publicUrl }: Pick<Services, "isDevelopment" | "log" | "publicUrl">,
  address: string | undefined,
): Promise<string> {
  const network = networkOf(address ?? "");
  if (network === undefined && !isDevelopment) {
    log("error", "edge_address_missing", { route: "widget-session" });
    throw new ServiceError("misconfigured");
  }
  return sha256Hex(`${publicUrl} ${network ?? "local"}`);
}
