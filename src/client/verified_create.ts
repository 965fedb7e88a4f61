/** A document's create as its author signed it, checked from its entry's bytes. */
import { documentIdOf } from "../core/bamboo/mod.ts";
import {
  fromHex,
  logIdOf,
  parseMessage,
  rulesHold,
  type SchemaName,
  toHex,
  type Values,
} from "../core/messages/mod.ts";
import { checkedEntry, type ClientPrimitives } from "./checked_entry.ts";
import type { NodeClient } from "./node_client.ts";

export interface Named {
  readonly schema: SchemaName;
  readonly id: string;
  /** Of the entry. */
  readonly hash: string;
  readonly festival: string;
}

export type VerifiedCreate =
  | {
    readonly ok: true;
    readonly id: Uint8Array;
    readonly author: Uint8Array;
    readonly festival: Uint8Array;
    readonly values: Values;
  }
  /** A sentence of the node, or the code of what is wrong. */
  | { readonly ok: false; readonly why: string };

/** Fetches the entry that is named, and takes what it says from its bytes alone. */
export async function verifiedCreate(
  { schema, id, hash, festival }: Named,
  client: NodeClient,
  primitives: ClientPrimitives,
): Promise<VerifiedCreate> {
  const answer = await client.entry(hash);
  if (!answer.ok) return refuse(answer.failure.message);
  const { entry: entryHex, payload: payloadHex } = answer.value;
  const entry = fromHex(entryHex);
  const payload = payloadHex === null ? null : fromHex(payloadHex);
  const festivalId = fromHex(festival);
  if (entry === null || payload === null || festivalId === null) return refuse("no-payload");

  const outcome = await checkedEntry({ entry, payload }, primitives);
  if (!outcome.ok) return refuse(outcome.refusal.code);
  const { checked } = outcome;
  const ownId = documentIdOf(checked.hash);
  if (toHex(checked.hash) !== hash || toHex(ownId) !== id) return refuse("wrong-id");
  if (checked.entry.logId !== BigInt(logIdOf(festivalId))) return refuse("wrong-log");
  const { author } = checked.entry;
  const parsed = parseMessage(payload, { author, festival: festivalId });
  if (!parsed.ok) return refuse(parsed.refusal.code);
  const { message } = parsed;
  if (message.action !== "create" || message.schema !== schema) return refuse("wrong-action");
  const { values } = message;
  if (!rulesHold(schema, values)) return refuse("rule-broken");
  return { ok: true, id: ownId, author, festival: festivalId, values };
}

function refuse(why: string): VerifiedCreate {
  return { ok: false, why };
}
