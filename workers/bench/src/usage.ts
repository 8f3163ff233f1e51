/** What the caller got wrong, in words for the terminal. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export function wholeNumber(name: string, text: string, max: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > max) {
    throw new UsageError(`${name}: "${text}" is not a whole number from 1 to ${max}`);
  }
  return value;
}
