/** Of two sessions with one peer, one stays. */
import type { Hex } from "../queries/mod.ts";
import type { Role } from "../sync/mod.ts";

/** Two connections made within this time count as made at once. */
const AT_ONCE_MS = 10_000;

/**
 * Whether an older session stays and the newer one goes. Where two nodes dialled each other at once,
 * both keep the connection that the one with the lower key dialled; they need not agree on more than
 * that it was at once, and if they do not, they try again. Otherwise the older one is a ghost: a
 * living peer with a session would not have dialled.
 */
export function olderStays(
  ours: Hex,
  theirs: Hex,
  older: { readonly role: Role; readonly age: number },
  newer: { readonly role: Role },
): boolean {
  if (older.role === newer.role || older.age > AT_ONCE_MS) return false;
  return older.role === (ours < theirs ? "dialer" : "answerer");
}
