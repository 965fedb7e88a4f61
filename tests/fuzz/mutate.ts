/** Small damages to bytes, of the kinds that decoders get wrong. */

/** First bytes of long lengths, edges of integers, what ends a line. */
const TELLING = [0, 1, 2, 0x0a, 0x20, 0x3a, 0x40, 0x5b, 0x7f, 0x80, 0x9a, 0xbb, 0xf8, 0xfe, 0xff];
const MOST_AT_ONCE = 8;

/** A changed copy of `bytes`, of at most `most` bytes; `other` lends pieces. */
export function mutate(
  bytes: Uint8Array,
  other: Uint8Array,
  most: number,
  random: () => number,
): Uint8Array {
  const below = (end: number) => Math.floor(random() * end);
  let changed: Uint8Array = bytes.slice();
  for (let left = 1 + below(MOST_AT_ONCE); left > 0; left--) {
    const at = below(changed.length + 1);
    switch (below(9)) {
      case 0:
        if (at < changed.length) changed[at]! ^= 1 << below(8);
        break;
      case 1:
        if (at < changed.length) changed[at] = below(256);
        break;
      case 2:
        if (at < changed.length) changed[at] = TELLING[below(TELLING.length)]!;
        break;
      case 3:
        changed = spliced(changed, at, 0, new Uint8Array(1 + below(9)).map(() => below(256)));
        break;
      case 4:
        changed = spliced(changed, at, 1 + below(16), new Uint8Array());
        break;
      case 5:
        changed = changed.slice(0, at);
        break;
      case 6: {
        const from = below(other.length);
        changed = spliced(changed, at, below(16), other.slice(from, from + below(200)));
        break;
      }
      case 7: {
        const piece = changed.slice(at, at + 1 + below(24));
        changed = spliced(changed, at, 0, repeated(piece, 1 + below(4)));
        break;
      }
      default: {
        // Long, now and then: what takes more than linear time shows only there.
        if (random() > 0.02) break;
        const piece = changed.slice(at, at + 1 + below(24));
        changed = spliced(changed, at, 0, repeated(piece, below(most / Math.max(piece.length, 1))));
      }
    }
    if (changed.length > most) changed = changed.slice(0, most);
  }
  return changed;
}

function spliced(bytes: Uint8Array, at: number, gone: number, come: Uint8Array): Uint8Array {
  const rest = bytes.subarray(Math.min(at + gone, bytes.length));
  const result = new Uint8Array(at + come.length + rest.length);
  result.set(bytes.subarray(0, at));
  result.set(come, at);
  result.set(rest, at + come.length);
  return result;
}

function repeated(piece: Uint8Array, times: number): Uint8Array {
  const result = new Uint8Array(piece.length * times);
  for (let i = 0; i < times; i++) result.set(piece, i * piece.length);
  return result;
}
