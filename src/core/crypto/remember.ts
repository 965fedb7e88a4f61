import { bytesToHex } from "@noble/hashes/utils.js";

/** How many of the keys used last are remembered at least; twice as many at most. */
const KEYS_REMEMBERED = 8_192;

/**
 * Remembers what `make` gives for a key (bytes), so that what costs about three signatures is done
 * once an author and not once an entry.
 *
 * Bounded, because keys come from the network and cost nothing to invent. There are two maps: one
 * fills, and when it is full it becomes the old one, from which what is used again moves over. So
 * what was used last stays, and a hit costs no reordering of a list.
 */
export function rememberPerKey<Value>(
  make: (key: Uint8Array) => Value,
  keysRemembered = KEYS_REMEMBERED,
): (key: Uint8Array) => Value {
  let recent = new Map<string, { readonly value: Value }>();
  let older = new Map<string, { readonly value: Value }>();

  return (key) => {
    const name = bytesToHex(key);
    const known = recent.get(name);
    if (known !== undefined) return known.value;

    const kept = older.get(name) ?? { value: make(key) };
    if (recent.size >= keysRemembered) {
      older = recent;
      recent = new Map();
    }
    recent.set(name, kept);
    return kept.value;
  };
}
