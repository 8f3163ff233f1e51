import { addFinding } from "../ledger.ts";
import { type Answer, comparable } from "./call.ts";
import { exceptionCell } from "./cells.ts";
import { ANSWERS_OTHERWISE } from "./exceptions.ts";
import type { Case, Sweep } from "./sweep.ts";
import { WHOLE_PATH } from "./targets.ts";

interface Compared {
  place: string;
  column: string;
  answer: Answer;
  expected: Answer;
}

/** Adds a finding if the answer tells what was asked for from something that never was. */
export function compare({ ledger }: Pick<Sweep, "ledger">, one: Case, compared: Compared): void {
  const { operation, credential, side } = one;
  const { place, column, answer, expected } = compared;
  if (!isToldApart(one, compared)) return;
  const exception = column === "own deleted" ? ANSWERS_OTHERWISE[operation.name] : undefined;
  if (exception?.status === answer.status) {
    ledger.cells.add(exceptionCell(operation.name));
    ledger.exceptions.add(`${operation.name}: ${column}, answers ${answer.status}: ${exception.why}`);
    return;
  }
  const what = `${place}, ${column}, answers otherwise than an unknown one (${answer.status}, ${expected.status})`;
  addFinding(ledger, "http", `${operation.name} by ${credential.name} of ${side.level}`, what);
}

/**
 * What was done anew with a number of its own cannot be compared byte by byte; nor can the face of an agent, which
 * is public: pages that the agent does not list are refused, and beside the own agent the status alone is compared.
 */
function isToldApart({ operation }: Case, { place, answer, expected }: Compared): boolean {
  if (operation.isPublic) return place === WHOLE_PATH ? answer.status < 400 : answer.status !== expected.status;
  const isMade = answer.status < 300 && expected.status < 300 && operation.method !== "GET";
  return !isMade && comparable(answer) !== comparable(expected);
}
