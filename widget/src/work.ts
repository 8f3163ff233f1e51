/**
 * The work that a new session costs under attack: a nonce so that SHA-256 of `challenge.nonce` begins with so many zero
 * bits. Fetched only then. Written out because `crypto.subtle` is missing on plain HTTP and takes a promise for each try.
 */
const SLICE_MS = 12;
const TRIES_BETWEEN_LOOKS = 256;
const BLOCK_BYTES = 64;

const fraction = (root: number): number => ((root % 1) * 2 ** 32) | 0;
const primes: number[] = [];
for (let n = 2; primes.length < BLOCK_BYTES; n++) if (primes.every((prime) => n % prime)) primes.push(n);
const ROUNDS = Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime)));
const START = Int32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));
const words = new Int32Array(BLOCK_BYTES);

const turn = (word: number, bits: number): number => (word >>> bits) | (word << (32 - bits));

/** The state after one more block. */
function compress(state: Int32Array, bytes: Uint8Array<ArrayBuffer>, from: number): Int32Array {
  const view = new DataView(bytes.buffer, from, BLOCK_BYTES);
  const [...s] = state as unknown as [number, number, number, number, number, number, number, number];
  let [a, b, c, d, e, f, g, h] = s;
  for (let i = 0; i < BLOCK_BYTES; i++) {
    if (i < 16) words[i] = view.getInt32(i * 4);
    else {
      const [early, late] = [words[i - 15] as number, words[i - 2] as number];
      words[i] =
        (words[i - 16] as number) +
        (turn(early, 7) ^ turn(early, 18) ^ (early >>> 3)) +
        (words[i - 7] as number) +
        (turn(late, 17) ^ turn(late, 19) ^ (late >>> 10));
    }
    const one =
      (h +
        (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) +
        ((e & f) ^ (~e & g)) +
        (ROUNDS[i] as number) +
        (words[i] as number)) |
      0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  return Int32Array.of(s[0] + a, s[1] + b, s[2] + c, s[3] + d, s[4] + e, s[5] + f, s[6] + g, s[7] + h);
}

/** The message's end with its padding. `before`: bytes that were compressed already. */
function pad(text: string, before: number): Uint8Array<ArrayBuffer> {
  const bytes = new TextEncoder().encode(text);
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / BLOCK_BYTES) * BLOCK_BYTES);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  new DataView(padded.buffer).setUint32(padded.length - 4, (before + bytes.length) * 8);
  return padded;
}

/** Takes `bits` up to 32. Gives way to the page every few milliseconds. */
export async function solve(challenge: string, bits: number): Promise<string> {
  const head = `${challenge}.`;
  const whole = head.length - (head.length % BLOCK_BYTES);
  const fixed = new TextEncoder().encode(head.slice(0, whole));
  let middle: Int32Array = START;
  for (let at = 0; at < whole; at += BLOCK_BYTES) middle = compress(middle, fixed, at);
  let sliceEndsAt = performance.now() + SLICE_MS;
  for (let nonce = 0; ; nonce++) {
    const end = pad(head.slice(whole) + nonce, whole);
    let state = middle;
    for (let at = 0; at < end.length; at += BLOCK_BYTES) state = compress(state, end, at);
    if ((state[0] as number) >>> (32 - bits) === 0) return `${nonce}`;
    if (nonce % TRIES_BETWEEN_LOOKS === 0 && performance.now() > sliceEndsAt) {
      await new Promise((resolve) => setTimeout(resolve));
      sliceEndsAt = performance.now() + SLICE_MS;
    }
  }
}
