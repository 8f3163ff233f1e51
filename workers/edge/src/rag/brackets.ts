/** Where a bracket closes: an index, `unclosed` if the text ends first, `too-long` if the limit comes first. */
export type Closing = number | "unclosed" | "too-long";

/**
 * Finds the partner of the bracket at `start`, counting nested ones. The verdict depends on the text up to
 * the limit only, so it is the same however much of the text has arrived.
 */
export function findClosing(text: string, start: number, pair: { open: string; close: string; max: number }): Closing {
  let depth = 0;
  const end = start + pair.max;
  for (let i = start; i < text.length; i++) {
    if (i >= end) return "too-long";
    const symbol = text[i];
    if (symbol === pair.open) depth += 1;
    else if (symbol === pair.close) {
      depth -= 1;
      if (depth === 0) return i;
    }
  }
  return "unclosed";
}

/** Length of the longest ending of `text` that could grow into one of the words. */
export function partialEnding(text: string, words: readonly string[]): number {
  const tail = text.slice(-Math.max(...words.map((word) => word.length))).toLowerCase();
  for (let start = 0; start < tail.length; start++) {
    const ending = tail.slice(start);
    if (words.some((word) => word.length > ending.length && word.startsWith(ending))) return ending.length;
  }
  return 0;
}
