/**
 * Rounds a matrix in place to 8 bits a value with one scale for each column (the last axis), so that every
 * runtime which ships the small file computes the same vectors as this one.
 */
export function roundToEightBits(values: Float32Array, columns: number): void {
  const scales = new Float32Array(columns);
  for (let i = 0; i < values.length; i++) {
    const column = i % columns;
    scales[column] = Math.max(scales[column] ?? 0, Math.abs(values[i] ?? 0) / 127);
  }
  for (let i = 0; i < values.length; i++) {
    const scale = scales[i % columns] ?? 0;
    values[i] = scale === 0 ? 0 : Math.round((values[i] ?? 0) / scale) * scale;
  }
}
