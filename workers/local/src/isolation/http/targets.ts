import { type IdKind, newId } from "@netvexa/contract/ids";
import type { Ids, Side, World } from "../world/side.ts";
import type { ValueOf } from "./fill.ts";
import type { IdField, Operation } from "./operations.ts";

export interface Filling {
  own: ValueOf;
  headers?: Readonly<Record<string, string>>;
  more?: readonly (readonly [IdField, string])[];
}

export interface Target {
  column: string;
  /** Names what is another tenant's. */
  isTheirs: boolean;
  filling: Filling;
}

/** One place of a request that takes ids, with all that is put there; each must be answered as the unknown one is. */
export interface Group {
  place: string;
  unknown: Filling;
  targets: readonly Target[];
}

/** All ids of the address at once, from one side. */
export const WHOLE_PATH = "path";
const SPOILED_CHARS = 8;

/** The address as a whole, each of several ids in it beside own ones, and each field of query and body. */
export function groupsOf(world: World, side: Side, { fields }: Operation): Group[] {
  const inPath = fields.filter((field) => field.in === "path");
  const others = fields.filter((field) => field.in !== "path");
  return [
    ...(inPath.length === 0 ? [] : [wholePath(world, side)]),
    ...(inPath.length < 2 ? [] : inPath).map((field) => oneField(side, field, idsOf(world, side))),
    ...others.flatMap((field) =>
      field.kind === "secret"
        ? secretsOf(world, side, field)
        : // An own deleted id beside own things may still find what is left of it, such as a former member's deeds.
          [
            oneField(
              side,
              field,
              idsOf(world, side).filter(({ isTheirs }) => isTheirs),
            ),
          ],
    ),
  ];
}

export function placeOf(field: IdField): string {
  return field.path.join("/");
}

type Known = Omit<Target, "filling"> & { ids: Ids };

function idsOf({ foreign }: World, side: Side): Known[] {
  const near = foreign.filter(({ level }) => level === side.level);
  return [
    ...foreign.map(({ level, ids }) => ({ column: `foreign of ${level}`, isTheirs: true, ids })),
    ...near.map(({ deleted }) => ({ column: "deleted of another", isTheirs: true, ids: deleted })),
    { column: "own deleted", isTheirs: false, ids: side.deleted },
  ];
}

const invented: ValueOf = (kind) => (kind === "secret" ? "unknown" : newId(kind));

export function valuesIn(ids: Ids): ValueOf {
  return (kind) => (kind === "secret" ? undefined : ids[kind]);
}

function wholePath(world: World, side: Side): Group {
  const targets = idsOf(world, side).map(({ ids, ...target }) => ({ ...target, filling: { own: valuesIn(ids) } }));
  return { place: WHOLE_PATH, unknown: { own: invented }, targets };
}

function oneField(side: Side, field: IdField, known: readonly Known[]): Group {
  const kind = field.kind as IdKind;
  const filled = (value: string): Filling => ({ own: valuesIn(side.ids), more: [[field, value]] });
  const targets = known.flatMap(({ ids, ...target }) => {
    const value = ids[kind];
    return value === undefined ? [] : [{ ...target, filling: filled(value) }];
  });
  return { place: placeOf(field), unknown: filled(newId(kind)), targets };
}

/** Each secret by itself, beside one of the same form that is nobody's. */
function secretsOf({ foreign }: World, side: Side, field: IdField): Group[] {
  const filled = (value: string): Filling => ({ own: valuesIn(side.ids), more: [[field, value]] });
  const near = foreign.filter(({ level }) => level === side.level);
  const known = [
    ...foreign.flatMap(({ level, secrets }) => secrets.map((value) => ({ column: `foreign of ${level}`, value }))),
    ...near.flatMap(({ goneSecrets }) => goneSecrets.map((value) => ({ column: "deleted of another", value }))),
  ];
  return known.map(({ column, value }) => ({
    place: placeOf(field),
    unknown: filled(spoiled(value)),
    targets: [{ column, isTheirs: true, filling: filled(value) }],
  }));
}

function spoiled(secret: string): string {
  const [kept, last] = [secret.slice(0, -SPOILED_CHARS), secret.slice(-SPOILED_CHARS)];
  return `${kept}${last.replaceAll(/[^.]/g, (sign) => (sign === "x" ? "y" : "x"))}`;
}
