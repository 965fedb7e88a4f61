/** Nobody accepts a proposal whose entry, signature, payload and id they did not check themselves. */
import type { CborValue } from "../../core/messages/mod.ts";
import type { ClientPrimitives } from "../checked_entry.ts";
import type { NodeClient } from "../node_client.ts";
import { verifiedCreate } from "../verified_create.ts";

/** A proposal as its author signed it. */
export interface VerifiedProposal {
  readonly id: Uint8Array;
  readonly author: Uint8Array;
  readonly festival: Uint8Array;
  /** To be changed; null: a new one is to be made. */
  readonly document: Uint8Array | null;
  /** Of a new one, and whose it is to be. */
  readonly schema: string | null;
  readonly for: Uint8Array | null;
  readonly fields: { readonly [name: string]: CborValue };
  readonly note: string | null;
}

export type ProposalVerification =
  | { readonly ok: true; readonly proposal: VerifiedProposal }
  /** A sentence of the node, or the code of what is wrong. */
  | { readonly ok: false; readonly why: string };

/** Fetches a proposal's entry, and takes what it says from its bytes alone. */
export async function verifiedProposal(
  id: string,
  hash: string,
  festival: string,
  client: NodeClient,
  primitives: ClientPrimitives,
): Promise<ProposalVerification> {
  const found = await verifiedCreate(
    { schema: "proposal", id, hash, festival },
    client,
    primitives,
  );
  if (!found.ok) return found;
  const { values } = found;
  return {
    ok: true,
    proposal: {
      id: found.id,
      author: found.author,
      festival: found.festival,
      document: values["document"] as Uint8Array | undefined ?? null,
      schema: values["schema"] as string | undefined ?? null,
      for: values["for"] as Uint8Array | undefined ?? null,
      fields: values["fields"] as VerifiedProposal["fields"],
      note: values["note"] as string | undefined ?? null,
    },
  };
}
