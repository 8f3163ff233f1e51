const MAX_CHARS = 2_000;

/** The address as the API takes it; undefined if it is not a full http or https address. */
export function parseWebAddress(text: string): string | undefined {
  const trimmed = text.trim();
  if (!/^https?:\/\/[^\s/]/i.test(trimmed) || trimmed.length > MAX_CHARS) return undefined;
  return URL.canParse(trimmed) ? trimmed : undefined;
}
