/**
 * BLAKE2b (RFC 7693) in a quarter of the weight of `@noble/hashes/blake2.js`, in whose place
 * `tools/build_static.ts` puts it when it bundles the island: a fifth as fast (60 µs an entry), which
 * nobody notices at one message at a time. A property test (`tests/island/small_blake2b_test.ts`) holds
 * that both give the same; and a node would refuse whatever was hashed otherwise.
 */

const BLOCK_BYTES = 128;

const IV = [
  0x6a09e667f3bcc908n,
  0xbb67ae8584caa73bn,
  0x3c6ef372fe94f82bn,
  0xa54ff53a5f1d36f1n,
  0x510e527fade682d1n,
  0x9b05688c2b3e6c1fn,
  0x1f83d9abfb41bd6bn,
  0x5be0cd19137e2179n,
];

/** Which word of the block comes when, a round a line, in hexadecimal digits (§2.7). */
const SIGMA = /* @__PURE__ */ [
  "0123456789abcdef",
  "ea489fd61c02b753",
  "b8c052fdae367194",
  "7931dcbe265a40f8",
  "905724afe1bc683d",
  "2c6a0b834d75fe19",
  "c51fed4a0763928b",
  "db7ec13950f4862a",
  "6fe9b308c2d714a5",
  "a2847615fb9e3cd0",
  "0123456789abcdef",
  "ea489fd61c02b753",
].map((round) => Array.from(round, (digit) => parseInt(digit, 16)));

/** Gives the digest of `bytes`: `dkLen` bytes, 1 to 64; with a `key` of at most 64 bytes, or none. */
export function blake2b(
  bytes: Uint8Array,
  { dkLen, key = new Uint8Array() }: { readonly dkLen: number; readonly key?: Uint8Array },
): Uint8Array {
  // A key is a block before all others; and of nothing at all there is one block, of zeros.
  const start = key.length > 0 ? BLOCK_BYTES : 0;
  const length = start + bytes.length;
  const padded = new Uint8Array(Math.ceil(length / BLOCK_BYTES || 1) * BLOCK_BYTES);
  padded.set(key);
  padded.set(bytes, start);
  // Little endian, as every machine is that runs a browser. Arithmetic in these arrays is modulo 2^64.
  const words = new BigUint64Array(padded.buffer);
  const state = new BigUint64Array(IV);
  state[0]! ^= BigInt(0x0101_0000 ^ key.length << 8 ^ dkLen);
  for (let end = BLOCK_BYTES; end <= padded.length; end += BLOCK_BYTES) {
    const isLast = end === padded.length;
    compress(state, words.subarray(end / 8 - 16, end / 8), isLast ? length : end, isLast);
  }
  return new Uint8Array(state.buffer).slice(0, dkLen);
}

/** Mixes a block of 16 words into the state of 8 (§3.2). */
function compress(
  state: BigUint64Array,
  block: BigUint64Array,
  counted: number,
  isLast: boolean,
): void {
  const v = new BigUint64Array([...state, ...IV]);
  v[12]! ^= BigInt(counted);
  if (isLast) v[14] = ~v[14]!;
  for (const order of SIGMA) {
    for (let i = 0; i < 8; i++) {
      // First the four columns of v as a square, then its diagonals.
      const shift = i >> 2;
      const a = i & 3;
      const b = 4 + (i + shift & 3);
      const c = 8 + (i + 2 * shift & 3);
      const d = 12 + (i + 3 * shift & 3);
      v[a]! += v[b]! + block[order[2 * i]!]!;
      v[d] = rotated(v[d]! ^ v[a]!, 32n);
      v[c]! += v[d]!;
      v[b] = rotated(v[b]! ^ v[c]!, 24n);
      v[a]! += v[b]! + block[order[2 * i + 1]!]!;
      v[d] = rotated(v[d]! ^ v[a]!, 16n);
      v[c]! += v[d]!;
      v[b] = rotated(v[b]! ^ v[c]!, 63n);
    }
  }
  for (let i = 0; i < 8; i++) state[i]! ^= v[i]! ^ v[i + 8]!;
}

/** Rotates a word of 64 bits to the right. What is above them is cut off when it is kept. */
function rotated(word: bigint, by: bigint): bigint {
  return word >> by | word << 64n - by;
}
