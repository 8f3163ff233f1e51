const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const BITS = [1, 2, 4, 8, 16, 32];

/** The text with one letter changed by these bits of its six; a dot becomes a letter. */
export function alter(token: string, at: number, bits = 1): string {
  const value = ALPHABET.indexOf(token[at] ?? "");
  return `${token.slice(0, at)}${ALPHABET[value < 0 ? 0 : value ^ bits]}${token.slice(at + 1)}`;
}

/** Where a token's letters are, its dots among them. */
export function positionsOf(token: string): number[] {
  return [...token].map((_letter, at) => at);
}

/** Every token that is one bit away, the bits among them that only fill the last letter up. */
export function everyAlteration(token: string): { at: number; bits: number; altered: string }[] {
  return positionsOf(token).flatMap((at) =>
    (token[at] === "." ? [1] : BITS).map((bits) => ({ at, bits, altered: alter(token, at, bits) })),
  );
}

/** The first, the middle and the last letter of each of its three parts, changed. */
export function sampleAlterations(token: string): string[] {
  let start = 0;
  return token.split(".").flatMap((part) => {
    const [first, last] = [start, start + part.length - 1];
    start += part.length + 1;
    return [first, Math.floor((first + last) / 2), last].map((at) => alter(token, at));
  });
}

/** The same bytes as the token's, told with other letters. */
export function respellings(token: string): string[] {
  const at = token.lastIndexOf(".") + 1;
  const [said, signature] = [token.slice(0, at), token.slice(at)];
  const standard = signature.replaceAll("-", "+").replaceAll("_", "/");
  const spaced = `${signature.slice(0, 9)} ${signature.slice(9)}`;
  const padded = signature.padEnd(Math.ceil(signature.length / 4) * 4, "=");
  return [standard, spaced, padded].filter((other) => other !== signature).map((other) => said + other);
}
