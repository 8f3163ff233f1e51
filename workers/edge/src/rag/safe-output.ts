/**
 * Joins what is kept and what was replaced, so that the seams can form nothing that was taken out: no mark,
 * no link and no address arises from two harmless halves.
 */
export interface SafeOutput {
  /** Adds text as it came; returns what may be shown now. */
  keep(text: string): string;
  /** Adds text that stands for something else, perhaps nothing. */
  replace(text: string): string;
}

const TOKEN_MAX_CHARS = 2_100;

export function createSafeOutput(): SafeOutput {
  let heldSpace = "";
  /** The last word shown so far, up to the last white space. */
  let token = "";
  let isEmpty = true;
  let isSeam = false;

  const add = (text: string): string => {
    if (text === "") return "";
    const joined = heldSpace + text;
    const visible = joined.trimEnd();
    if (visible === "") {
      heldSpace = joined;
      return "";
    }
    const shown = isEmpty ? visible.trimStart() : join(token, visible, isSeam);
    heldSpace = joined.slice(visible.length);
    token = (token + shown).split(/\s/u).at(-1)?.slice(-TOKEN_MAX_CHARS) ?? "";
    isEmpty = false;
    isSeam = false;
    return shown;
  };

  return {
    keep: add,
    replace: (text) => {
      isSeam = true;
      const shown = add(text);
      isSeam = true;
      return shown;
    },
  };
}

function join(token: string, next: string, isSeam: boolean): string {
  const breaksSyntax = token.endsWith("]") && /^[(:]/u.test(next);
  if (breaksSyntax || (isSeam && formsWord(token, next))) return ` ${next}`;
  if (!isSeam || (isAddress(token) && /^\s/u.test(next))) return next;
  // Where a mark was taken out, its white space goes as well.
  return next.replace(/^ +(?=[.,;!?)])/u, "").replace(/^ {2,}/u, " ");
}

/** True if more text would become a part of an address, or make one. */
function isAddress(token: string): boolean {
  return /:\/\/|www\./iu.test(token) || /(https?(:\/?)?|www)$/iu.test(token);
}

function formsWord(token: string, next: string): boolean {
  if (/^\s/u.test(next)) return false;
  return isAddress(token) || (/[\p{L}\p{N}]$/u.test(token) && /^[\p{L}\p{N}]/u.test(next));
}
