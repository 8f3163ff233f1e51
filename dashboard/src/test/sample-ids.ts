import { ID_PREFIXES, type Id, type IdKind } from "@netvexa/contract/ids";

/** A readable id of the right shape. */
export function id<K extends IdKind>(kind: K, n: number): Id<K> {
  return `${ID_PREFIXES[kind]}_${String(n).padStart(26, "0")}` as Id<K>;
}
