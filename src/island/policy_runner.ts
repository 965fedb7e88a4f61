/**
 * Answers requests by the owner's policies while a page is open, where that was switched on. One tab
 * at a time; each request is verified before it is answered, and decided in its order of arrival.
 */
import type { RequestAnswer, ResourceAnswer } from "../client/mod.ts";
import { type Asked, decideBy, type Decision } from "../core/policies/mod.ts";
import { encodeMessage, fromHex, type MessageDraft, toHex } from "../core/messages/mod.ts";
import { keep } from "./database.ts";
import { whileAlone } from "./one_tab.ts";
import { client, type Me, whoAmI } from "./me.ts";
import { say, sayFailure } from "./notice.ts";
import { wordsOf } from "./publish.ts";
import { t } from "./strings.ts";
import { isAsShown, type VerifiedRequest, verifiedRequest } from "./verify.ts";

/** Entries that come together are answered together. */
const QUIET_MS = 300;
/** The API takes this many. */
const MAX_FESTIVALS = 50;

let stop: (() => void) | null = null;

/** Keeps, for this key on this node, whether its policies answer from here. */
export async function switchPolicies(on: boolean): Promise<void> {
  const me = await whoAmI();
  if (me === null) return;
  await keep(`policies/${me.key.publicKey}`, on);
  say(t(on ? "policy.on" : "policy.off"));
  if (on) startPolicies();
  else stop?.();
}

/** Answers from now on, as soon as no other tab does. */
export function startPolicies(): void {
  if (stop !== null) return;
  const stopping = new AbortController();
  stop = () => {
    stopping.abort();
    stop = null;
  };
  whileAlone("p2panda.policies", stopping.signal, answerAsTheyCome).catch((error) => {
    stop?.();
    sayFailure(error);
  });
}

/** Runs until it is told to stop. */
async function answerAsTheyCome(signal: AbortSignal): Promise<void> {
  const me = await whoAmI();
  if (me === null) return;
  const answered = new Set<string>();
  await new Promise<void>((resolve) => {
    const stream = new EventSource(client.streamAddress());
    let timer: number | undefined;
    let working: Promise<void> = Promise.resolve();
    const work = () => {
      working = working.then(() => answerAll(me, answered, signal)).catch(sayFailure);
    };
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(work, QUIET_MS);
    };
    // A stream that broke off may have missed something.
    stream.addEventListener("open", soon);
    stream.addEventListener("entry", soon);
    // The page's own stream, which may be that of an unlisted festival.
    document.body.addEventListener("htmx:sseMessage", soon);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      stream.close();
      document.body.removeEventListener("htmx:sseMessage", soon);
      working.then(resolve);
    });
    work();
  });
}

/** Answers everything that waits, once. */
async function answerAll(me: Me, answered: Set<string>, signal: AbortSignal): Promise<void> {
  // Unlisted festivals are answered about only where they are named; an owner has written in theirs.
  const festival = (await me.journal.heads())
    .flatMap((head) => head.festival === null ? [] : [toHex(head.festival)])
    .slice(0, MAX_FESTIVALS);
  const desk = await client.desk(me.key.publicKey, { status: "pending", festival });
  // A node that is away comes back, and the stream with it.
  if (!desk.ok) return;
  const byResource = new Map<string, RequestAnswer[]>();
  for (const request of desk.value) {
    const line = byResource.get(request.resource);
    if (line === undefined) byResource.set(request.resource, [request]);
    else line.push(request);
  }
  for (const [id, line] of byResource) {
    const resource = await client.resource(id);
    if (!resource.ok) continue;
    const standing = await client.requests(resource.value.festival, {
      resource: id,
      status: "confirmed",
    });
    if (!standing.ok) continue;
    const booked: Asked[] = [...standing.value];
    const earlier: Asked[] = [];
    for (const request of line) {
      if (signal.aborted) return;
      if (answered.has(request.id)) continue;
      const verified = await verifiedRequest(request.id, request.hash, request.festival);
      if (!verified.ok || !isAsShown(verified.request, request)) continue;
      const decision = decide(verified.request, resource.value, booked, earlier);
      if (decision.kind === "wait" || decision.kind === "ask") {
        earlier.push(verified.request);
        continue;
      }
      answered.add(request.id);
      if (!await answer(me, request, decision)) return;
      if (decision.kind === "confirm") booked.push(verified.request);
    }
  }
}

function decide(
  request: VerifiedRequest,
  resource: ResourceAnswer,
  standing: readonly Asked[],
  earlier: readonly Asked[],
): Decision {
  const { quantity, availability, policy } = resource;
  return decideBy(policy.name, {
    request,
    resource: { quantity, availability, params: policy.params },
    standing,
    earlier,
  });
}

async function answer(
  me: Me,
  request: RequestAnswer,
  decision: Extract<Decision, { readonly kind: "confirm" | "deny" }>,
): Promise<boolean> {
  const isConfirmed = decision.kind === "confirm";
  const draft: MessageDraft = {
    action: "create",
    schema: "authorization",
    version: 1,
    festival: fromHex(request.festival)!,
    at: Date.now(),
    fields: {
      request: fromHex(request.id)!,
      verdict: isConfirmed ? "confirmed" : "denied",
      ...(!isConfirmed && { reason: decision.reason }),
    },
  };
  // By the signer itself: nobody is asked anything here, since nobody may be looking.
  const [signed] = await me.signer.publish([
    { festival: draft.festival!, payload: encodeMessage(draft) },
  ]);
  if (signed?.status === "unsigned" || signed?.status === "refused") {
    const isUnknown = signed.status === "unsigned" && signed.error.code === "unknown-head";
    const why = isUnknown ? t("policy.confirm") : wordsOf(signed)[0];
    say(t("policy.stopped", { why }), "bad");
    stop?.();
    return false;
  }
  const what = t("policy.request", {
    event: request.eventTitle || request.event.slice(0, 8),
    resource: request.resourceTitle || request.resource.slice(0, 8),
  });
  say(t(isConfirmed ? "policy.confirmed" : "policy.denied", { what }));
  return true;
}
