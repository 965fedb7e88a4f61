/** Answers what waits at a key's desk by the policies of its resources: for browsers and agents. */
import { type Chosen, confirmedTogether } from "../../core/forms/mod.ts";
import { encodeMessage, fromHex, toHex } from "../../core/messages/mod.ts";
import type { Asked, Decision, PolicyBook } from "../../core/policies/mod.ts";
import type { ClientPrimitives } from "../checked_entry.ts";
import { type CheckedVotes, DeskFacts } from "./desk_facts.ts";
import type { FestivalAnswer, Hex, RequestAnswer, ResourceAnswer } from "../documents.ts";
import type { Answer, Failure, NodeClient } from "../node_client.ts";
import type { Signed } from "../signed.ts";
import type { Signer } from "../signer.ts";
import { isAsShown, type VerifiedRequest, verifiedRequest } from "../verified_request.ts";

export type Verdict = "confirmed" | "denied";

/** What is kept by the caller between two looks at a desk. */
export interface DeskMemory {
  /** What was answered before, on this node or not yet. */
  readonly answered: Map<Hex, Verdict>;
  /** Requests that wait and were verified, by their ids: an entry never changes. */
  verified: Map<Hex, VerifiedRequest>;
  readonly votes: CheckedVotes;
}

export function newDeskMemory(): DeskMemory {
  return { answered: new Map(), verified: new Map(), votes: new Map() };
}

export interface DeskOptions {
  readonly client: NodeClient;
  /** From `core/policies`: brought by the caller, since all of them weigh more than a signer does. */
  readonly policies: PolicyBook;
  readonly signer: Signer;
  /** Unlisted ones to look into too. */
  readonly festivals: readonly Hex[];
  readonly memory: DeskMemory;
  /** The claim of when it was said, and what policies take for the time: Unix milliseconds. */
  readonly now: () => number;
  /** Asked before each request. */
  readonly isStopped?: () => boolean;
  /** Whether nothing can be signed in a festival. */
  readonly isBarred?: (festival: Hex) => boolean;
  /** Awaited after each request: whoever has more to do than this lets it have its turn. */
  readonly breathe?: () => Promise<void>;
  /**
   * Asked before an answer to a key is signed: null lets it be signed. Otherwise the request waits as
   * it would if its policy said so, until that time (Unix milliseconds) at least.
   */
  readonly deferral?: (asker: Hex) => number | null;
  readonly primitives: ClientPrimitives;
}

export interface DeskAnswer {
  readonly request: RequestAnswer;
  readonly verdict: Verdict;
  readonly signed: Signed;
}

export interface DeskEnd {
  /** Where the desk itself could not be read. */
  readonly failure: Failure | null;
  /** When time alone decides something that waits, Unix milliseconds; null where nothing does. */
  readonly until: number | null;
}

/** A day ends at six in the morning where a festival does not say (DESIGN.md §5). */
const DAY_BREAK = 360;

/**
 * What is looked at of one resource's line, and of one key's requests in it: what comes after them
 * waits until some are answered. Else what one stranger asks for costs the square of that, each time.
 */
export const MOST_IN_LINE = 1_000;
export const MOST_OF_ONE = 100;

/** What the API takes in one call. */
const MAX_FESTIVALS = 50;

/**
 * Goes once through all that waits, in the order in which the node received it, over all resources:
 * what a policy allows one key is the same wherever it asked first. Gives each answer as it is signed,
 * and ends after the first that could not be. Requests whose entry does not say what the node shows
 * are left alone, and hold no place in line.
 */
export async function* answerDesk(options: DeskOptions): AsyncGenerator<DeskAnswer, DeskEnd> {
  const { policies, memory: { answered }, isBarred = () => false } = options;
  const desk = await waitingAt(options);
  if (!desk.ok) return { failure: desk.failure, until: null };
  forgetVerified(options.memory, desk.value);
  const facts = new DeskFacts(options.client, options.primitives, options.memory.votes);
  const waiting = byResource(desk.value);
  const lines = new Map<Hex, Line | null>();
  let until: number | null = null;
  const lookAgain = (at: number | null) => {
    if (at !== null) until = until === null ? at : Math.min(until, at);
  };
  for (const shown of desk.value) {
    if (options.isStopped?.()) break;
    await options.breathe?.();
    if (isBarred(shown.festival)) continue;
    let line = lines.get(shown.resource);
    if (line === undefined) {
      line = await lineOf(shown.resource, waiting.get(shown.resource)!, options.client);
      lines.set(shown.resource, line);
      // What was confirmed, and is not on the node yet, counts from the beginning.
      for (const one of line?.waiting ?? []) {
        if (answered.get(one.id) !== "confirmed") continue;
        line!.standing.push(one);
        facts.confirmed(one, line!.resource);
      }
    }
    if (line === null || answered.has(shown.id)) continue;
    const checked = await verified(shown, options);
    if (checked === null) continue;
    const request = { ...checked, receivedAt: shown.receivedAt };
    const { resource } = line;
    const { policy } = resource;
    const known = await facts.of(
      { ...request, resource },
      policies.needsOf(policy.name, policy.params),
    );
    if ("code" in known) return { failure: known, until };
    const decision = policies.decideBy(policy.name, {
      request,
      resource: { ...resource, params: policy.params },
      standing: line.standing,
      earlier: line.earlier,
      line: line.waiting,
      now: options.now(),
      timezone: line.festival.timezone,
      dayBreak: line.festival.dayBreak ?? DAY_BREAK,
      ...known,
    });
    if (decision.kind === "wait" || decision.kind === "ask") {
      line.earlier.push(request);
      lookAgain(decision.kind === "wait" ? decision.until ?? null : null);
      continue;
    }
    const verdict = decision.kind === "confirm" ? "confirmed" : "denied";
    if (verdict === "confirmed") {
      const room = await hasRoom(line, request, options.client);
      if (typeof room !== "boolean") return { failure: room, until };
      // Whatever its policy says, it would be a conflict: it waits until what is in its way goes.
      if (!room) {
        line.earlier.push(request);
        continue;
      }
    }
    const deferredTo = options.deferral?.(request.author) ?? null;
    if (deferredTo !== null) {
      // It keeps its place, if there is one for it.
      if (verdict === "confirmed") line.earlier.push(request);
      lookAgain(deferredTo);
      continue;
    }
    const signed = await sign(options, request.festival, request.id, decision);
    const isSaid = signed.status === "sent" || signed.status === "kept";
    if (isSaid) answered.set(shown.id, verdict);
    yield { request: shown, verdict, signed };
    if (!isSaid) break;
    if (verdict === "denied") continue;
    line.standing.push(request);
    facts.confirmed(request, resource);
  }
  return { failure: null, until };
}

/** What is known of a resource in this run: what stands, what was confirmed just now, what waits. */
interface Line {
  readonly resource: ResourceAnswer;
  readonly festival: FestivalAnswer;
  readonly standing: Asked[];
  readonly earlier: Asked[];
  /** All that waited when the run began. */
  readonly waiting: readonly RequestAnswer[];
  /** What is confirmed and does not stand, and yet ranks before what is confirmed now; once needed. */
  conflicts?: readonly RequestAnswer[];
}

/**
 * Whether a request would stand if it were confirmed now. Policies know what stands, and the rule of
 * bookings counts all that was confirmed before, standing or not (DESIGN.md §5).
 */
async function hasRoom(
  line: Line,
  request: VerifiedRequest,
  client: NodeClient,
): Promise<boolean | Failure> {
  const { id: resource, festival, quantity } = line.resource;
  if (line.conflicts === undefined) {
    const conflicts = await client.requests(festival, { resource, status: "conflict" });
    if (!conflicts.ok) return conflicts.failure;
    line.conflicts = conflicts.value;
  }
  const asked = (one: Asked & { readonly replaces?: Hex | null }): Chosen => ({
    ...one,
    request: one.id,
    replaces: one.replaces ?? null,
  });
  const confirmed = [...line.standing, ...line.conflicts].map(asked);
  const [together] = confirmedTogether(confirmed, [{ ...request, request: request.id }], quantity);
  return together!.becomes === "confirmed";
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

/** All that waits, of all that is public and of the festivals that are named. */
async function waitingAt(
  { client, signer, festivals }: DeskOptions,
): Promise<Answer<readonly RequestAnswer[]>> {
  const key = toHex(signer.publicKey);
  const found = new Map<Hex, RequestAnswer>();
  const inLine = new Map<string, number>();
  const takes = (name: string, most: number) => {
    const count = (inLine.get(name) ?? 0) + 1;
    if (count <= most) inLine.set(name, count);
    return count <= most;
  };
  const isKept = ({ id, resource, author }: RequestAnswer) =>
    !found.has(id) && takes(`${resource}/${author}`, MOST_OF_ONE) && takes(resource, MOST_IN_LINE);
  for (let from = 0; from === 0 || from < festivals.length; from += MAX_FESTIVALS) {
    const desk = await client.desk(key, {
      status: "pending",
      festival: festivals.slice(from, from + MAX_FESTIVALS),
    }, isKept);
    if (!desk.ok) return desk;
    for (const request of desk.value) found.set(request.id, request);
  }
  const waiting = [...found.values()];
  // One answer is in order already; several are put together.
  if (festivals.length > MAX_FESTIVALS) waiting.sort((a, b) => a.receivedAt - b.receivedAt);
  return { ok: true, value: waiting };
}

/** Null where the resource cannot be read: it is left for the next time. */
async function lineOf(
  id: Hex,
  waiting: readonly RequestAnswer[],
  client: NodeClient,
): Promise<Line | null> {
  const resource = await client.resource(id);
  if (!resource.ok) return null;
  const { festival } = resource.value;
  const standing = await client.requests(festival, { resource: id, status: "confirmed" });
  if (!standing.ok) return null;
  const around = await client.festival(festival);
  if (!around.ok) return null;
  return {
    resource: resource.value,
    festival: around.value,
    standing: [...standing.value],
    earlier: [],
    waiting,
  };
}

/** The request as it was signed; null where that is not what the node shows. */
async function verified(
  shown: RequestAnswer,
  { client, primitives, memory }: DeskOptions,
): Promise<VerifiedRequest | null> {
  let request = memory.verified.get(shown.id);
  if (request === undefined) {
    const { id, hash, festival } = shown;
    const verification = await verifiedRequest(id, hash, festival, client, primitives);
    if (!verification.ok) return null;
    request = verification.request;
    memory.verified.set(id, request);
  }
  return isAsShown(request, shown) ? request : null;
}

/** What waits no longer is never asked for again. */
function forgetVerified(memory: DeskMemory, waiting: readonly RequestAnswer[]): void {
  const kept = new Map<Hex, VerifiedRequest>();
  for (const { id } of waiting) {
    const request = memory.verified.get(id);
    if (request !== undefined) kept.set(id, request);
  }
  memory.verified = kept;
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
