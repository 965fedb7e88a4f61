/** Nobody answers a request whose entry, signature, payload and id they did not check themselves. */
import { documentIdOf } from "../core/bamboo/mod.ts";
import { fromHex, logIdOf, parseMessage, rulesHold, toHex } from "../core/messages/mod.ts";
import { checkedEntry, type ClientPrimitives } from "./checked_entry.ts";
import type { NodeClient } from "./node_client.ts";

/** A request as its author signed it. Ids are hex. */
export interface VerifiedRequest {
  readonly id: string;
  readonly author: string;
  readonly festival: string;
  readonly event: string;
  readonly resource: string;
  readonly start: number;
  readonly end: number;
  readonly quantity: number;
  readonly replaces: string | null;
  readonly answer: string | null;
}

export type Verification =
  | { readonly ok: true; readonly request: VerifiedRequest }
  /** A sentence of the node, or the code of what is wrong. */
  | { readonly ok: false; readonly why: string };

/** Fetches a request's entry, and takes what it says from its bytes alone. */
export async function verifiedRequest(
  id: string,
  hash: string,
  festival: string,
  client: NodeClient,
  primitives: ClientPrimitives,
): Promise<Verification> {
  const answer = await client.entry(hash);
  if (!answer.ok) return { ok: false, why: answer.failure.message };
  const { entry: entryHex, payload: payloadHex } = answer.value;
  const entry = fromHex(entryHex);
  const payload = payloadHex === null ? null : fromHex(payloadHex);
  const festivalId = fromHex(festival);
  if (entry === null || payload === null || festivalId === null) return refuse("no-payload");

  const outcome = await checkedEntry({ entry, payload }, primitives);
  if (!outcome.ok) return refuse(outcome.refusal.code);
  const { checked } = outcome;
  if (toHex(checked.hash) !== hash || toHex(documentIdOf(checked.hash)) !== id) {
    return refuse("wrong-id");
  }
  if (checked.entry.logId !== BigInt(logIdOf(festivalId))) return refuse("wrong-log");
  const { author } = checked.entry;
  const parsed = parseMessage(payload, { author, festival: festivalId });
  if (!parsed.ok) return refuse(parsed.refusal.code);
  const { message } = parsed;
  if (message.action !== "create" || message.schema !== "request") return refuse("wrong-action");
  const { values } = message;
  if (!rulesHold("request", values)) return refuse("rule-broken");
  const hex = (name: string) => toHex(values[name] as Uint8Array);
  return {
    ok: true,
    request: {
      id,
      author: toHex(author),
      festival,
      event: hex("event"),
      resource: hex("resource"),
      start: values["start"] as number,
      end: values["end"] as number,
      quantity: values["quantity"] as number,
      replaces: values["replaces"] === undefined ? null : hex("replaces"),
      answer: values["answer"] as string | undefined ?? null,
    },
  };
}

function refuse(why: string): Verification {
  return { ok: false, why };
}

/** Whether a node shows a request as it was signed. */
export function isAsShown(
  request: VerifiedRequest,
  shown: Omit<VerifiedRequest, "replaces" | "answer" | "festival">,
): boolean {
  return (["id", "author", "event", "resource", "start", "end", "quantity"] as const)
    .every((name) => request[name] === shown[name]);
}
