/** Answers what waits at a key's desk by the policies of its resources: for browsers and agents. */
import { encodeMessage, fromHex, toHex } from "../core/messages/mod.ts";
import { type Asked, decideBy, type Decision } from "../core/policies/mod.ts";
import type { ClientPrimitives } from "./checked_entry.ts";
import type { Hex, RequestAnswer } from "./documents.ts";
import type { Failure, NodeClient } from "./node_client.ts";
import type { Signed } from "./signed.ts";
import type { Signer } from "./signer.ts";
import { isAsShown, verifiedRequest } from "./verified_request.ts";

export type Verdict = "confirmed" | "denied";

export interface DeskOptions {
  readonly client: NodeClient;
  readonly signer: Signer;
  /** Unlisted ones to look into too; at most 50. */
  readonly festivals: readonly Hex[];
  /** What was answered before, on this node or not yet: kept by the caller between two calls. */
  readonly answered: Map<Hex, Verdict>;
  /** The claim of when it was said, Unix milliseconds. */
  readonly now: () => number;
  /** Asked before each request. */
  readonly isStopped?: () => boolean;
  readonly primitives: ClientPrimitives;
}

export interface DeskAnswer {
  readonly request: RequestAnswer;
  readonly verdict: Verdict;
  readonly signed: Signed;
}

/**
 * Goes once through all that waits, resource by resource, in the order in which the node received it;
 * gives each answer as it is signed, and ends after the first that could not be. Requests whose entry
 * does not say what the node shows are left alone, and hold no place in line. Ends with the failure
 * where the desk itself could not be read.
 */
export async function* answerDesk(
  options: DeskOptions,
): AsyncGenerator<DeskAnswer, Failure | null> {
  const { client, signer, festivals, answered } = options;
  const key = toHex(signer.publicKey);
  const desk = await client.desk(key, { status: "pending", festival: festivals });
  if (!desk.ok) return desk.failure;
  for (const [id, line] of byResource(desk.value)) {
    const resource = await client.resource(id);
    if (!resource.ok) continue;
    const { festival, quantity, availability, policy } = resource.value;
    const standing = await client.requests(festival, { resource: id, status: "confirmed" });
    if (!standing.ok) continue;
    const booked: Asked[] = [...standing.value];
    const earlier: Asked[] = [];
    for (const shown of line) {
      if (options.isStopped?.()) return null;
      const before = answered.get(shown.id);
      if (before !== undefined) {
        // Answered, and not on the node yet.
        if (before === "confirmed") booked.push(shown);
        continue;
      }
      const { hash } = shown;
      const verified = await verifiedRequest(
        shown.id,
        hash,
        shown.festival,
        client,
        options.primitives,
      );
      if (!verified.ok || !isAsShown(verified.request, shown)) continue;
      const { request } = verified;
      const decision = decideBy(policy.name, {
        request,
        resource: { quantity, availability, params: policy.params },
        standing: booked,
        earlier,
      });
      if (decision.kind === "wait" || decision.kind === "ask") {
        earlier.push(request);
        continue;
      }
      const verdict = decision.kind === "confirm" ? "confirmed" : "denied";
      const signed = await sign(options, request.festival, request.id, decision);
      const isSaid = signed.status === "sent" || signed.status === "kept";
      if (isSaid) answered.set(shown.id, verdict);
      yield { request: shown, verdict, signed };
      if (!isSaid) return null;
      if (verdict === "confirmed") booked.push(request);
    }
  }
  return null;
}

async function sign(
  { signer, now }: DeskOptions,
  festivalHex: Hex,
  request: Hex,
  decision: Extract<Decision, { readonly kind: "confirm" | "deny" }>,
): Promise<Signed> {
  const festival = fromHex(festivalHex)!;
  const payload = encodeMessage({
    action: "create",
    schema: "authorization",
    version: 1,
    festival,
    at: now(),
    fields: {
      request: fromHex(request)!,
      verdict: decision.kind === "confirm" ? "confirmed" : "denied",
      ...(decision.kind === "deny" && { reason: decision.reason }),
    },
  });
  const [signed] = await signer.publish([{ festival, payload }]);
  return signed!;
}

function byResource(requests: readonly RequestAnswer[]): Map<Hex, RequestAnswer[]> {
  const lines = new Map<Hex, RequestAnswer[]>();
  for (const request of requests) {
    const line = lines.get(request.resource);
    if (line === undefined) lines.set(request.resource, [request]);
    else line.push(request);
  }
  return lines;
}
