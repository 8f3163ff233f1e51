const HEX = /^#[0-9a-f]{6}$/i;
const INKS = ["#ffffff", "#14191d"] as const;

export function isHexColour(text: string): boolean {
  return HEX.test(text);
}

/** White or near-black, whichever is easier to read on the colour (WCAG contrast). */
export function accentInk(colour: string): string {
  const [white, dark] = INKS;
  return contrast(colour, white) >= contrast(colour, dark) ? white : dark;
}

export function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.040_45 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}
