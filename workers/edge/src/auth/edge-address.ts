const NETWORK_GROUPS = 4;
const GROUPS = 8;
const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/**
 * What one client can hardly change: its IPv4 address, or the /64 that a line of IPv6 is given. Undefined if it
 * is no address.
 */
export function networkOf(address: string): string | undefined {
  const text = address.trim().toLowerCase();
  const v4 = MAPPED.exec(text)?.[1] ?? text;
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(v4)) return v4;
  if (!/^[0-9a-f:]{2,39}$/.test(text) || !text.includes(":")) return undefined;
  const [head = "", tail, ...more] = text.split("::");
  if (more.length > 0) return undefined;
  const groups = [...groupsOf(head)];
  if (tail !== undefined) {
    const last = groupsOf(tail);
    groups.push(...Array<string>(Math.max(GROUPS - groups.length - last.length, 0)).fill("0"), ...last);
  }
  if (groups.length !== GROUPS || groups.some((group) => !/^[0-9a-f]{1,4}$/.test(group))) return undefined;
  const network = groups.slice(0, NETWORK_GROUPS).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(":")}::/64`;
}

function groupsOf(part: string): string[] {
  return part === "" ? [] : part.split(":");
}
