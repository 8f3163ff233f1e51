import { eachOf } from "../parallel.ts";
import type { System } from "../system.ts";
import { buildSide } from "./build-side.ts";
import { moveToLevel } from "./move-to-level.ts";
import type { Level, Side, World } from "./side.ts";

const AT_A_TIME = 6;

/** Two tenants on each level, alike in everything but the words of the second, which nobody else may ever see. */
export async function buildWorld(system: System, levels: readonly Level[], seed: string): Promise<World> {
  const plans = levels.flatMap((level) => (["A", "B"] as const).map((name) => ({ name, level, seed })));
  const sides: Side[] = [];
  await eachOf(plans, AT_A_TIME, async (plan) => void sides.push(await buildSide(system, plan)));
  const inOrder = plans.flatMap(({ name, level }) =>
    sides.filter((side) => side.name === name && side.level === level),
  );
  // One by one: a database that is being made keeps all others waiting.
  for (const side of inOrder) await moveToLevel(system, side);
  return { own: inOrder.filter(({ name }) => name === "A"), foreign: inOrder.filter(({ name }) => name === "B") };
}
