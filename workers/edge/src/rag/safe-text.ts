import { partialEnding } from "./brackets.ts";
import { createSafeOutput } from "./safe-output.ts";
import { readTrigger, type SafeTextRules, TRIGGER, TRIGGER_WORDS } from "./safe-step.ts";

/**
 * Makes streamed Markdown safe to show: unknown citation marks vanish, images become their alternative text,
 * links to unknown addresses become their text, unknown bare addresses vanish. `push` returns what is decided
 * so far and holds back the rest; the pieces join to the same text however the input was cut.
 */
export interface SafeText {
  push(delta: string): string;
  /** The held rest, without white space at the end. */
  finish(): string;
}

export function createSafeText(rules: SafeTextRules): SafeText {
  let buffer = "";
  const output = createSafeOutput();

  const drain = (isLast: boolean): string => {
    let out = "";
    while (buffer !== "") {
      const at = buffer.search(TRIGGER);
      const plain = at >= 0 ? at : buffer.length - (isLast ? 0 : partialEnding(buffer, TRIGGER_WORDS));
      out += output.keep(buffer.slice(0, plain));
      buffer = buffer.slice(plain);
      if (at < 0) break;
      const step = readTrigger(buffer, { rules, isLast, makeSafe });
      if (step === "wait") break;
      const isKept = step.text === buffer.slice(0, step.length);
      out += isKept ? output.keep(step.text) : output.replace(step.text);
      buffer = buffer.slice(step.length);
    }
    return out;
  };

  return {
    push: (delta) => {
      buffer += delta;
      return drain(false);
    },
    finish: () => drain(true),
  };
}

export function makeSafe(text: string, rules: SafeTextRules): string {
  const safe = createSafeText(rules);
  return safe.push(text) + safe.finish();
}
