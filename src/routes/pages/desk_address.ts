/**
 * The address of a desk's feeds, which cannot be guessed: it holds the key and the unlisted festivals
 * that are read, and a code that only this node can make of them. Nothing is kept of it, so nothing
 * grows; whoever has the address can read the feeds.
 */
import { fromHex, toHex } from "../../core/messages/mod.ts";
import type { Hex, Node } from "../../node/mod.ts";

const PURPOSE = "desk-feed";
const ID_DIGITS = 64;
const CODE_DIGITS = 32;
/** So that the address stays one that programs take. */
const MOST_FESTIVALS = 8;

/** Where the feeds of a desk are, without the `.atom` or `.ics`. */
export function feedPath(node: Node, key: Hex, festivals: readonly Hex[]): string {
  const about = [key, ...festivals.slice(0, MOST_FESTIVALS)].join("");
  return `/desk/feed/${about}${toHex(node.codeOf(PURPOSE, fromHex(about)!))}`;
}

export interface FeedOf {
  readonly key: Hex;
  readonly festivals: readonly Hex[];
}

/** Null for what this node did not make. */
export function readPath(node: Node, name: string): FeedOf | null {
  const length = name.length - CODE_DIGITS;
  if (!/^[0-9a-f]+$/.test(name) || length < ID_DIGITS || length % ID_DIGITS !== 0) return null;
  const [key = "", ...festivals] = name.slice(0, length).match(/.{64}/g) ?? [];
  if (festivals.length > MOST_FESTIVALS) return null;
  const expected = feedPath(node, key, festivals).split("/").at(-1)!;
  // Of one length, and every digit is looked at: how long it takes tells nothing of the code.
  let difference = 0;
  for (let i = 0; i < name.length; i++) difference |= name.charCodeAt(i) ^ expected.charCodeAt(i);
  return difference === 0 ? { key, festivals } : null;
}
