/** What a proposal's acceptance signs: the proposal as it was signed, over its document as it is. */
import { type AcceptContext, acceptProposal } from "../../core/forms/mod.ts";
import { type MessageDraft, toHex } from "../../core/messages/mod.ts";
import type { ClientPrimitives } from "../checked_entry.ts";
import type { Hex, ProposalAnswer } from "../documents.ts";
import type { Answer, Failure, NodeClient } from "../node_client.ts";
import { isAsShown, verifiedRequest } from "../verified_request.ts";
import { isRoomFor } from "./room.ts";
import { type VerifiedProposal, verifiedProposal } from "./verified_proposal.ts";

export interface AcceptOptions {
  readonly client: NodeClient;
  /** Public key of who accepts, 32 bytes. */
  readonly key: Uint8Array;
  /** The claim of when it was said, Unix milliseconds. */
  readonly at: number;
  /** Whose proposals are accepted; anybody's where a person decides. */
  readonly mayPropose?: (proposal: VerifiedProposal) => boolean | Promise<boolean>;
  readonly primitives: ClientPrimitives;
}

export type AcceptOutcome =
  | {
    readonly ok: true;
    readonly proposal: VerifiedProposal;
    /** The first names the proposal. */
    readonly messages: readonly MessageDraft[];
  }
  /** The node was away, or failed: it may work later. */
  | { readonly ok: false; readonly why: "failed"; readonly failure: Failure }
  | {
    readonly ok: false;
    readonly why:
      /** Its entry does not say what the node shows. */
      | "unverified"
      /** Not for this key to sign. */
      | "not-yours"
      | "not-a-member"
      /** A confirmation that would be a conflict beside what is confirmed; later there may be room. */
      | "no-room"
      /** As {@link acceptProposal} says. */
      | "no-effect"
      | "unknown-schema"
      | "nobody-left";
  };

/** Builds the messages that accept a proposal; nothing is signed here. */
export async function acceptanceOf(
  shown: ProposalAnswer,
  options: AcceptOptions,
): Promise<AcceptOutcome> {
  const { client, primitives, key } = options;
  const { id, hash, festival } = shown;
  const verified = await verifiedProposal(id, hash, festival, client, primitives);
  if (!verified.ok) return { ok: false, why: "unverified" };
  const { proposal } = verified;
  if (await options.mayPropose?.(proposal) === false) return { ok: false, why: "not-a-member" };
  const schema = proposal.schema ?? shown.schema;
  if (schema === null) return { ok: false, why: "unknown-schema" };

  const found = await contextOf(proposal, schema, options);
  if (!found.ok) return { ok: false, why: "failed", failure: found.failure };
  if (found.value === null) return { ok: false, why: "not-yours" };
  const accepted = acceptProposal(
    { ...proposal, schema },
    { ...found.value, author: key, at: options.at },
  );
  if (!accepted.ok) return { ok: false, why: accepted.code };
  const room = await isRoomFor(accepted.messages, client);
  if (!room.ok) return { ok: false, why: "failed", failure: room.failure };
  return room.value
    ? { ok: true, proposal, messages: accepted.messages }
    : { ok: false, why: "no-room" };
}

type Context = Pick<AcceptContext, "current" | "requests">;

/** What is changed, as it is now; null where this key must not sign it. */
async function contextOf(
  proposal: VerifiedProposal,
  schema: string,
  { client, key, primitives }: AcceptOptions,
): Promise<Answer<Context | null>> {
  const me = toHex(key);
  const festival = toHex(proposal.festival);
  if (proposal.document === null) {
    if (proposal.for === null || toHex(proposal.for) !== me) return of(null);
    return await contextOfNew(proposal, schema, { client, me, festival, primitives });
  }
  const id = toHex(proposal.document);
  if (schema === "event") {
    const event = await client.event(id);
    if (!event.ok) return goneOr(event.failure);
    if (event.value.author !== me || event.value.festival !== festival) return of(null);
    const requests = await client.requestsOfEvent(event.value);
    return requests.ok ? of({ current: event.value, requests: requests.value }) : requests;
  }
  if (schema === "resource") {
    const resource = await client.resource(id);
    if (!resource.ok) return goneOr(resource.failure);
    const isMine = resource.value.author === me && resource.value.festival === festival;
    return of(isMine ? { current: resource.value } : null);
  }
  if (schema === "festival") {
    const found = await client.festival(id);
    if (!found.ok) return goneOr(found.failure);
    return of(found.value.author === me && id === festival ? { current: found.value } : null);
  }
  return of(null);
}

interface New {
  readonly client: NodeClient;
  readonly me: Hex;
  readonly festival: Hex;
  readonly primitives: ClientPrimitives;
}

async function contextOfNew(
  { fields }: VerifiedProposal,
  schema: string,
  { client, me, festival, primitives }: New,
): Promise<Answer<Context | null>> {
  const named = (name: string) => {
    const value = fields[name];
    return value instanceof Uint8Array ? toHex(value) : "";
  };
  switch (schema) {
    case "user": {
      const user = await client.user(me);
      if (!user.ok) return user.failure.status === 404 ? of({}) : user;
      return of({ current: user.value });
    }
    case "request": {
      // In the name of an event of one's own alone.
      const event = await client.event(named("event"));
      if (!event.ok) return goneOr(event.failure);
      return of(event.value.author === me ? {} : null);
    }
    case "authorization": {
      const request = await client.request(named("request"));
      if (!request.ok) return goneOr(request.failure);
      const { id, hash, owner, deputy } = request.value;
      if (request.value.festival !== festival || (owner !== me && deputy !== me)) return of(null);
      const verified = await verifiedRequest(id, hash, festival, client, primitives);
      return of(verified.ok && isAsShown(verified.request, request.value) ? {} : null);
    }
    default:
      return of({});
  }
}

function of(value: Context | null): Answer<Context | null> {
  return { ok: true, value };
}

/** What is gone is nobody's to change. */
function goneOr(failure: Failure): Answer<Context | null> {
  return failure.status === 404 || failure.status === 400 ? of(null) : { ok: false, failure };
}
