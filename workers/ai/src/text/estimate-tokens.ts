/**
 * Tokens of a text as a typical model counts them: within a fifth for Latin script, on the high side for
 * others. Good for budgets, not for bills.
 */
export function estimateTokens(text: string): number {
  let quarters = 0;
  for (const symbol of text) quarters += quartersOf(symbol);
  return Math.ceil(quarters / 4);
}

/** The longest beginning of the text that is estimated at no more than `maxTokens`. */
export function truncateToTokens(text: string, maxTokens: number): string {
  let left = maxTokens * 4;
  let length = 0;
  for (const symbol of text) {
    left -= quartersOf(symbol);
    if (left < 0) return text.slice(0, length);
    length += symbol.length;
  }
  return text;
}

/** Quarter tokens: 4 Latin letters, 2 letters of other alphabets or 1 ideograph make a token. */
function quartersOf(symbol: string): number {
  const codePoint = symbol.codePointAt(0) ?? 0;
  if (codePoint < 0x0250) return 1;
  return codePoint < 0x0e00 ? 2 : 4;
}
