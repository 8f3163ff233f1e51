import { ModelError } from "../model-error.ts";

/**
 * Reads the `data` of an embeddings answer into unit vectors in the order of the inputs. Everything that
 * does not add up is refused: a wrong vector would spoil an index silently.
 */
export function parseEmbeddings(body: unknown, expected: { count: number; dims: number | undefined }): Float32Array[] {
  const data = isRecord(body) ? body.data : undefined;
  if (!Array.isArray(data) || data.length !== expected.count) {
    throw new ModelError("invalid", `The provider gave ${lengthOf(data)} vectors for ${expected.count} texts.`);
  }
  const vectors: (Float32Array | undefined)[] = new Array(expected.count).fill(undefined);
  for (const item of data as unknown[]) {
    const index = isRecord(item) ? item.index : undefined;
    if (typeof index !== "number" || !(index in vectors) || vectors[index]) {
      throw new ModelError("invalid", `The provider gave a vector with the index ${String(index)}.`);
    }
    vectors[index] = unitVector(decode(isRecord(item) ? item.embedding : undefined));
  }
  const dims = expected.dims ?? vectors[0]?.length ?? 0;
  return vectors.map((vector) => {
    if (vector?.length === dims) return vector;
    throw new ModelError("invalid", `The provider gave ${vector?.length} dimensions where ${dims} were expected.`);
  });
}

function decode(embedding: unknown): Float32Array {
  if (typeof embedding === "string") return decodeBase64(embedding);
  if (!Array.isArray(embedding)) throw new ModelError("invalid", "The provider gave no vector.");
  return Float32Array.from(embedding as unknown[], (value) => (typeof value === "number" ? value : Number.NaN));
}

/** Little-endian float32, as every provider of this format sends it. */
function decodeBase64(text: string): Float32Array {
  let binary: string;
  try {
    binary = atob(text);
  } catch (error) {
    throw new ModelError("invalid", "The provider gave a vector that is not base64.", { cause: error });
  }
  if (binary.length % 4 !== 0) throw new ModelError("invalid", "The provider gave a vector cut in mid-number.");
  const bytes = Uint8Array.from(binary, (symbol) => symbol.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(i * 4, true));
}

function unitVector(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  if (!Number.isFinite(squares)) throw new ModelError("invalid", "The provider gave a vector with a non-number in it.");
  if (squares === 0) throw new ModelError("invalid", "The provider gave an empty or zero vector.");
  const length = Math.sqrt(squares);
  return Math.abs(length - 1) < 1e-6 ? vector : vector.map((value) => value / length);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function lengthOf(value: unknown): string {
  return Array.isArray(value) ? String(value.length) : "no";
}
