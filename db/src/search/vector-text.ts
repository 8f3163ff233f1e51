/** A usable vector as pgvector's text; throws a `RangeError` for any other. */
export function vectorText(vector: Float32Array, dims: number): string {
  if (vector.length !== dims) throw new RangeError(`a vector of ${vector.length} numbers where ${dims} are wanted`);
  let squares = 0;
  for (const value of vector) squares += value * value;
  if (!Number.isFinite(squares)) throw new RangeError("a vector with a part that is no finite number");
  if (squares === 0) throw new RangeError("a vector of zeros");
  return `[${Array.from(vector, (value) => value.toPrecision(7)).join(",")}]`;
}
