const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/Edg(?:e|A|iOS)?\//, "Edge"],
  [/OPR\/|Opera/, "Opera"],
  [/SamsungBrowser\//, "Samsung Internet"],
  [/Firefox\/|FxiOS\//, "Firefox"],
  [/Chrome\/|CriOS\//, "Chrome"],
  [/Safari\//, "Safari"],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/iPhone|iPad/, "iOS"],
  [/Android/, "Android"],
  [/CrOS/, "ChromeOS"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "macOS"],
  [/Linux/, "Linux"],
];

/** "Firefox on Windows", from what a browser says of itself. */
export function describeDevice(userAgent: string | null): string {
  const nameIn = (list: typeof BROWSERS) => list.find(([sign]) => sign.test(userAgent ?? ""))?.[1];
  const [browser, system] = [nameIn(BROWSERS), nameIn(SYSTEMS)];
  if (browser === undefined && system === undefined) return "Unknown device";
  return system === undefined ? `${browser}` : `${browser ?? "A browser"} on ${system}`;
}

/** Enough of an address to tell one network from another, and no more. */
export function describeNetwork(address: string | null): string | undefined {
  if (!address) return undefined;
  if (/^(\d{1,3}\.){3}\d{1,3}$/.test(address)) return `${address.split(".").slice(0, 3).join(".")}.x`;
  const groups = (address.split("::", 1)[0] ?? "").split(":").filter((group) => group !== "");
  return groups.length === 0 ? undefined : `${groups.slice(0, 3).join(":")}:…`;
}
