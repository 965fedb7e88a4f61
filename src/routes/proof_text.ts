/** A proof as a file or a call brings it: the JSON that `GET /api/v1/entries/HASH/proof` answers. */
import { hashOf, sameBytes } from "../core/bamboo/mod.ts";
import { fromHex, toHex } from "../core/messages/mod.ts";
import type { Chosen, Judged, Node } from "../node/mod.ts";

export interface GivenProof {
  readonly entry: Uint8Array;
  readonly payload: Uint8Array | null;
  /** With the entry itself, or without. */
  readonly pool: readonly Uint8Array[];
}

/** Null for any text that is none. Nothing is verified. */
export function proofIn(text: string): GivenProof | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof json !== "object" || json === null) return null;
  const { entry, payload = null, pool } = json as Record<string, unknown>;
  if (!Array.isArray(pool)) return null;
  const bytes = [entry, ...pool].map((hex) => typeof hex === "string" ? fromHex(hex) : null);
  const body = payload === null ? null : typeof payload === "string" ? fromHex(payload) : null;
  if (bytes.some((one) => one === null) || (payload !== null && body === null)) return null;
  const [own, ...others] = bytes as Uint8Array[];
  return { entry: own!, payload: body, pool: others };
}

/** Checks it as what a peer gives, and keeps it; with the hash under which it is found. */
export async function keepProof(
  node: Pick<Node, "keepChosen">,
  { entry, payload, pool }: GivenProof,
): Promise<{ readonly hash: string; readonly judged: Judged }> {
  const hash = hashOf(entry);
  const chosen: Chosen = {
    items: [{ entry, payload }],
    pool: pool.filter((one) => !sameBytes(one, entry)),
  };
  return { hash: toHex(hash), judged: await node.keepChosen(hash, chosen) };
}
