/** Nobody answers a request whose entry, signature, payload and id they did not check themselves. */
import { toHex } from "../core/messages/mod.ts";
import type { ClientPrimitives } from "./checked_entry.ts";
import type { NodeClient } from "./node_client.ts";
import { verifiedCreate } from "./verified_create.ts";

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
  /** What its author answered to what the policy asked. */
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
  const found = await verifiedCreate({ schema: "request", id, hash, festival }, client, primitives);
  if (!found.ok) return found;
  const { values } = found;
  const hex = (name: string) => toHex(values[name] as Uint8Array);
  return {
    ok: true,
    request: {
      id,
      author: toHex(found.author),
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

/** Whether a node shows a request as it was signed. */
export function isAsShown(
  request: VerifiedRequest,
  shown: Omit<VerifiedRequest, "replaces" | "festival" | "answer">,
): boolean {
  return (["id", "author", "event", "resource", "start", "end", "quantity"] as const)
    .every((name) => request[name] === shown[name]);
}
