/** Milliseconds to a tenth, as all timings are told. */
export function roundMs(ms: number): number {
  return Math.round(ms * 10) / 10;
}
