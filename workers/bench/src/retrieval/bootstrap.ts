import { percentile } from "./metrics.ts";

const SAMPLES = 2_000;

/** 95 % interval of the mean of paired differences; the same numbers give the same interval. */
export function pairedInterval(differences: readonly number[]): [low: number, high: number] {
  const random = generator(1);
  const means = Array.from({ length: SAMPLES }, () => {
    let sum = 0;
    for (let draw = 0; draw < differences.length; draw += 1) {
      sum += differences[Math.floor(random() * differences.length)] ?? 0;
    }
    return sum / Math.max(1, differences.length);
  });
  return [percentile(means, 0.025), percentile(means, 0.975)];
}

/** Mulberry32. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
