import { findClosing } from "./brackets.ts";

export interface SafeTextRules {
  /** Numbers that `[n]` may bear; every other mark is taken out. */
  readonly isKnownMark: (n: number) => boolean;
  /** Addresses that may stay, in a link or bare. */
  readonly isKnownUrl: (url: string) => boolean;
}

export interface StepContext {
  readonly rules: SafeTextRules;
  /** No more input will come. */
  readonly isLast: boolean;
  readonly makeSafe: (text: string, rules: SafeTextRules) => string;
}

/** `text` to show for the first `length` characters of the input, or `wait` if more input is needed to tell. */
export type Step = { readonly text: string; readonly length: number } | "wait";

/** Where something begins that has to be looked at. */
export const TRIGGER = /!?\[|\]\(|https?:\/\/|www\./iu;
export const TRIGGER_WORDS = ["![", "](", "http://", "https://", "www."];
/** A bare address ends at white space, a quote, an angle or any bracket. */
const URL_END = /[\s<>"'`()[\]{}|\\]/u;
const URL_MAX_CHARS = 2_000;
const LABEL_MAX_CHARS = 300;
const MARK = /^\s*\^?\d{1,6}(\s*[,;]\s*\^?\d{1,6})*\s*$/u;
const SQUARE = { open: "[", close: "]", max: LABEL_MAX_CHARS };
const ROUND = { open: "(", close: ")", max: URL_MAX_CHARS };

/** Decides on the trigger that the input begins with. */
export function readTrigger(input: string, context: StepContext): Step {
  // The bracket before it was too long to look at: a link must not come of it.
  if (input.startsWith("](")) return { text: ") (", length: 2 };
  if (input.startsWith("[")) return readBracket(input, context);
  if (input.startsWith("![")) return readImage(input, context) ?? { text: "!", length: 1 };
  return readUrl(input, context);
}

/** An image is never shown: its address is fetched without a click. Undefined if this is no image. */
function readImage(input: string, { rules, isLast, makeSafe }: StepContext): Step | undefined {
  const close = findClosing(input, 1, SQUARE);
  if (close === "unclosed" && !isLast) return "wait";
  if (typeof close !== "number") return undefined;
  if (close + 1 >= input.length && !isLast) return "wait";
  const label = input.slice(2, close);
  if (input[close + 1] !== "(" || MARK.test(label)) return undefined;
  const target = readTarget(input, close + 1, isLast);
  return target === "wait" ? "wait" : { text: makeSafe(label, rules), length: target.end };
}

function readBracket(input: string, context: StepContext): Step {
  const { rules, isLast, makeSafe } = context;
  const close = findClosing(input, 0, SQUARE);
  if (close === "unclosed" && !isLast) return "wait";
  // A round bracket in its place cannot become a mark or a link with what follows.
  if (typeof close !== "number") return { text: "(", length: 1 };
  if (close + 1 >= input.length && !isLast) return "wait";
  const label = input.slice(1, close);
  const isMark = MARK.test(label);
  const shown = isMark ? knownMarks(label, rules) : makeSafe(label, rules);
  if (input[close + 1] === "(") return readLink(input, { start: close + 1, shown, isMark }, context);
  const isPlain = isMark || MARK.test(shown) || shown.trim() === "";
  return { text: isPlain ? shown : `[${shown}]`, length: close + 1 };
}

function readLink(
  input: string,
  { start, shown, isMark }: { start: number; shown: string; isMark: boolean },
  { rules, isLast }: StepContext,
): Step {
  const target = readTarget(input, start, isLast);
  if (target === "wait") return "wait";
  const isKept = !isMark && !/[[\]]/u.test(shown) && target.url !== undefined && rules.isKnownUrl(target.url);
  return { text: isKept ? `[${shown}](${target.url})` : shown, length: target.end };
}

/** The address in the round brackets at `start`; undefined where it is not one. */
function readTarget(input: string, start: number, isLast: boolean): { url: string | undefined; end: number } | "wait" {
  const close = findClosing(input, start, ROUND);
  if (close === "unclosed") return isLast ? { url: undefined, end: input.length } : "wait";
  if (close === "too-long") return { url: undefined, end: start + URL_MAX_CHARS };
  const url = input.slice(start + 1, close).trim();
  return { url: URL_END.test(url) ? undefined : url, end: close + 1 };
}

function readUrl(input: string, { rules, isLast }: StepContext): Step {
  const found = input.slice(0, URL_MAX_CHARS).search(URL_END);
  if (found < 0 && !isLast && input.length < URL_MAX_CHARS) return "wait";
  const end = found < 0 ? Math.min(input.length, URL_MAX_CHARS) : found;
  const url = input.slice(0, end).replace(/[.,;:!?*_~]+$/u, "");
  return { text: rules.isKnownUrl(url) ? url : "", length: url.length };
}

function knownMarks(label: string, { isKnownMark }: SafeTextRules): string {
  const numbers = (label.match(/\d+/gu) ?? []).map(Number);
  const known = [...new Set(numbers)].filter(isKnownMark);
  return known.map((n) => `[${n}]`).join("");
}
