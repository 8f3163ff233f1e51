/** A vocabulary of the unigram kind: pieces with their log probability, the index being the token id. */
export type Vocabulary = readonly (readonly [piece: string, score: number])[];

const UNKNOWN_ID = 0;
/** Ids below this one are control symbols, which text never becomes. */
const FIRST_PIECE_ID = 6;
const WORD_START = "\u2581";
/** How much less likely than the rarest piece a character outside the vocabulary is. */
const UNKNOWN_PENALTY = 10;

interface TrieNode {
  readonly children: Map<string, TrieNode>;
  id: number;
  score: number;
}

export interface Tokenizer {
  /** Token ids of the most likely segmentation; time grows linearly with the text. */
  encode(text: string): number[];
}

export function createTokenizer(vocabulary: Vocabulary): Tokenizer {
  const root = emptyNode();
  let lowest = 0;
  for (const [id, [piece, score]] of vocabulary.entries()) {
    if (id < FIRST_PIECE_ID) continue;
    insert(root, [...piece], { id, score });
    lowest = Math.min(lowest, score);
  }
  const unknownScore = lowest - UNKNOWN_PENALTY;
  return { encode: (text) => mergeUnknown(segment(root, symbolsOf(text), unknownScore)) };
}

function emptyNode(): TrieNode {
  return { children: new Map(), id: -1, score: 0 };
}

function insert(root: TrieNode, symbols: readonly string[], piece: { id: number; score: number }): void {
  let node = root;
  for (const symbol of symbols) {
    let child = node.children.get(symbol);
    if (!child) {
      child = emptyNode();
      node.children.set(symbol, child);
    }
    node = child;
  }
  node.id = piece.id;
  node.score = piece.score;
}

function symbolsOf(text: string): string[] {
  const words = text.normalize("NFKC").trim().replace(/\s+/gu, WORD_START);
  return words === "" ? [] : [...(WORD_START + words)];
}

/** Viterbi over the lattice of pieces: the longest piece bounds the work at each position. */
function segment(root: TrieNode, symbols: readonly string[], unknownScore: number): number[] {
  const size = symbols.length;
  const best = new Float64Array(size + 1).fill(Number.NEGATIVE_INFINITY);
  const lastId = new Int32Array(size + 1);
  const lastStart = new Int32Array(size + 1);
  best[0] = 0;
  for (let start = 0; start < size; start++) {
    const base = best[start] ?? 0;
    // On a tie the later start wins, as in the reference tokenizer.
    const offer = (end: number, score: number, id: number): void => {
      if (score < (best[end] ?? 0)) return;
      best[end] = score;
      lastId[end] = id;
      lastStart[end] = start;
    };
    let hasSingle = false;
    let node: TrieNode | undefined = root;
    for (let end = start; end < size; end++) {
      node = node.children.get(symbols[end] ?? "");
      if (!node) break;
      if (node.id < 0) continue;
      hasSingle ||= end === start;
      offer(end + 1, base + node.score, node.id);
    }
    if (!hasSingle) offer(start + 1, base + unknownScore, UNKNOWN_ID);
  }
  const ids: number[] = [];
  for (let end = size; end > 0; end = lastStart[end] ?? 0) ids.push(lastId[end] ?? UNKNOWN_ID);
  return ids.reverse();
}

function mergeUnknown(ids: readonly number[]): number[] {
  return ids.filter((id, i) => id !== UNKNOWN_ID || ids[i - 1] !== UNKNOWN_ID);
}
