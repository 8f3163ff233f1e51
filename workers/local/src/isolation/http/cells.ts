import type { Ledger } from "../ledger.ts";
import type { World } from "../world/side.ts";
import { ANSWERS_OTHERWISE, NEVER_DELETED } from "./exceptions.ts";
import type { IdField, Operation } from "./operations.ts";
import { placeOf, WHOLE_PATH } from "./targets.ts";

export function cellName(operation: Operation, place: string, column: string, level: string): string {
  return `${operation.name}: ${place}, ${column}, asked from ${level}`;
}

/**
 * Notes what has to be asked: for each place that takes ids, one that is unknown, one of another tenant on each level,
 * and one that is deleted. Made of the description alone, so that a value that the world lacks leaves its cell empty.
 */
export function expectCells(ledger: Ledger, operations: readonly Operation[], { own, foreign }: World): void {
  for (const operation of operations) {
    const cells = own.flatMap(({ level }) =>
      placesOf(operation).flatMap(({ place, kinds, isAddress }) => {
        const reason = kinds.map((kind) => (kind === "secret" ? undefined : NEVER_DELETED[kind])).find(Boolean);
        if (reason !== undefined)
          ledger.exceptions.add(`${operation.name}: ${place}, deleted, is not asked: ${reason}`);
        const deleted = reason === undefined ? ["deleted of another", ...(isAddress ? ["own deleted"] : [])] : [];
        const columns = ["unknown", ...foreign.map((side) => `foreign of ${side.level}`), ...deleted];
        return columns.map((column) => cellName(operation, place, column, level));
      }),
    );
    ledger.expected.set(operation.name, [...cells, ...unknownKinds(operation), ...byDesign(operation)]);
  }
}

interface Place {
  place: string;
  kinds: readonly IdField["kind"][];
  isAddress: boolean;
}

function placesOf({ fields }: Operation): Place[] {
  const inPath = fields.filter((field) => field.in === "path");
  const named = fields.filter((field) => field.in !== "path" || inPath.length > 1);
  return [
    ...(inPath.length === 0 ? [] : [{ place: WHOLE_PATH, kinds: inPath.map(({ kind }) => kind), isAddress: true }]),
    ...named.map((field) => ({ place: placeOf(field), kinds: [field.kind], isAddress: field.in === "path" })),
  ];
}

/** A name that says it is an id, of a kind that the robot does not know, would be filled with a number. */
function unknownKinds({ name, path, fields }: Operation): string[] {
  const known = new Set(fields.filter((field) => field.in === "path").map(placeOf));
  const ids = [...path.matchAll(/\{(\w*Id)\}/g)].map(([, one = ""]) => one);
  return ids.filter((one) => !known.has(one)).map((one) => `${name}: ${one} is of no known kind`);
}

/** An exception that no answer needs any more is no exception. */
function byDesign({ name }: Operation): string[] {
  return name in ANSWERS_OTHERWISE ? [exceptionCell(name)] : [];
}

export function exceptionCell(name: string): string {
  return `${name}: the exception for own deleted ids`;
}
