/**
 * Finds the festivals that two nodes share without telling which others either follows: each sends a
 * token a festival, which only who knows the whole id, on this connection and in that role, can make.
 */
import { keyedBlake2b } from "../../core/crypto/mod.ts";
import { toHex } from "../../core/messages/mod.ts";
import { TOKEN_BYTES } from "./frames.ts";
import type { Role } from "./handshake.ts";

/** How many tokens are sent at least, so that a short list does not show by its length. */
const FEWEST_TOKENS = 8;

export function tokenOf(transcript: Uint8Array, role: Role, festival: Uint8Array): Uint8Array {
  const said = new TextEncoder().encode(role);
  const message = new Uint8Array(said.length + festival.length);
  message.set(said);
  message.set(festival, said.length);
  return keyedBlake2b(transcript, message, TOKEN_BYTES);
}

/** The tokens to send: padded with random ones to a power of two, in an order that tells nothing. */
export function tokensOf(
  transcript: Uint8Array,
  role: Role,
  festivals: readonly Uint8Array[],
  random: (length: number) => Uint8Array,
): Uint8Array[] {
  const tokens = festivals.map((festival) => tokenOf(transcript, role, festival));
  let size = FEWEST_TOKENS;
  while (size < tokens.length) size *= 2;
  while (tokens.length < size) tokens.push(random(TOKEN_BYTES));
  return tokens.sort((a, b) => toHex(a) < toHex(b) ? -1 : 1);
}
