/** Weights of score fusion; they sum to 1. */
export interface FusionWeights {
  readonly words: number;
  readonly grams: number;
  readonly vector: number;
}

/** When the evidence is good enough to answer from. Coverage is the share of the question's idf weight in the best passage. */
export interface AnswerThresholds {
  /** The least coverage plus weighted cosine of question and nearest passage. */
  readonly evidence: number;
  readonly similarityWeight: number;
  /** The least coverage where no vector was compared. */
  readonly coverage: number;
}

/** What the product knows of one embedding model: everything that would otherwise be a constant elsewhere. */
export interface EmbeddingModel {
  readonly id: string;
  /** Undefined until the first call has shown it, for a model outside the catalogue. */
  readonly dims: number | undefined;
  /** Longer inputs are cut by the model or by us. */
  readonly maxTokens: number;
  /** True if the provider's vectors have length 1 as they come. Ours always leave the embedder with length 1. */
  readonly normalized: boolean;
  /** Put before the text of a question, for models trained with one. */
  readonly queryPrefix: string;
  readonly fusion: FusionWeights;
  readonly thresholds: AnswerThresholds;
}

export const EMBEDDED_MODEL_ID = "use-lite-en-8bit";

/** Weights for a weak embedder: the words lead. */
const WEAK: FusionWeights = { words: 0.35, grams: 0.35, vector: 0.3 };
/** Weights for a trained retriever of today. */
const STRONG: FusionWeights = { words: 0.3, grams: 0.15, vector: 0.55 };

/** For models whose cosines we have not measured: the words decide, the vector can only help. */
const CAUTIOUS: AnswerThresholds = { evidence: 0.6, similarityWeight: 0.3, coverage: 0.42 };

const CATALOGUE: readonly EmbeddingModel[] = [
  {
    id: EMBEDDED_MODEL_ID,
    dims: 512,
    maxTokens: 128,
    normalized: true,
    queryPrefix: "",
    fusion: WEAK,
    thresholds: { evidence: 0.68, similarityWeight: 0.5, coverage: 0.42 },
  },
  {
    id: "text-embedding-3-small",
    dims: 1536,
    maxTokens: 8_191,
    normalized: true,
    queryPrefix: "",
    fusion: STRONG,
    thresholds: CAUTIOUS,
  },
  {
    id: "text-embedding-3-large",
    dims: 3072,
    maxTokens: 8_191,
    normalized: true,
    queryPrefix: "",
    fusion: STRONG,
    thresholds: CAUTIOUS,
  },
  {
    id: "@cf/baai/bge-small-en-v1.5",
    dims: 384,
    maxTokens: 512,
    normalized: true,
    queryPrefix: "Represent this sentence for searching relevant passages: ",
    fusion: STRONG,
    thresholds: CAUTIOUS,
  },
  {
    id: "@cf/baai/bge-m3",
    dims: 1024,
    maxTokens: 8_192,
    normalized: true,
    queryPrefix: "",
    fusion: STRONG,
    thresholds: CAUTIOUS,
  },
];

/** The record of a model; one that is not in the catalogue gets careful values and learns its size at the first call. */
export function embeddingModel(id: string): EmbeddingModel {
  const known = CATALOGUE.find((model) => model.id === id);
  if (known) return known;
  return {
    id,
    dims: undefined,
    maxTokens: 512,
    normalized: false,
    queryPrefix: "",
    fusion: WEAK,
    thresholds: CAUTIOUS,
  };
}
