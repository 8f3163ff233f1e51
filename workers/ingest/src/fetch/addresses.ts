import ipaddr from "ipaddr.js";

/** Global unicast, the only IPv6 space with public hosts (RFC 4291). What tunnels IPv4 lies partly inside and is refused by its range. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR("2000::/3");

/** True for an address of the public internet; private, local, shared, tunnelled, mapped and reserved ones are not. */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.parse(text);
  if (address.range() !== "unicast") return false;
  return address instanceof ipaddr.IPv4 || address.match(GLOBAL_UNICAST);
}

/** 127.0.0.0/8 and ::1, plainly written or mapped. */
export function isLoopbackAddress(text: string): boolean {
  return ipaddr.isValid(text) && ipaddr.process(text).range() === "loopback";
}
