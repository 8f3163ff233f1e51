/** Terms are numbers in [1, 2^29), small enough for an index of pgvector's `sparsevec`. */
const TERM_MASK = 0x1fff_ffff;

/** FNV-1a over UTF-16 units with a final mix, since FNV alone leaves similar strings close together. */
export function termId(text: string): number {
  let hash = 0x811c_9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x0100_0193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return (hash ^ (hash >>> 16)) & TERM_MASK || 1;
}
