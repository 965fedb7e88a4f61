/**
 * What one tap signs for somebody else's idea: a proposal, verified and put over its document as that
 * is now; and, when a deputy is dismissed, the confirmations that would lapse with them.
 */
import { acceptanceOf, type AcceptOutcome, verifiedProposal } from "../../client/accepting/mod.ts";
import {
  isAsShown,
  type ProposalAnswer,
  type ResourceAnswer,
  verifiedRequest,
} from "../../client/mod.ts";
import { fromHex, type MessageDraft, toHex } from "../../core/messages/mod.ts";
import { primitives } from "../ed25519.ts";
import { loadPart } from "../load_part.ts";
import type { Me } from "../me.ts";
import { client } from "../node.ts";
import { ask, say, sayAt } from "../notice.ts";
import { publish, tell } from "../publish.ts";
import { wordsIn } from "../strings.ts";

const t = wordsIn({
  en: {
    "accepted": "Accepted: signed and published.",
    "away": "The node cannot be reached. Nothing was signed; try again later.",
    "unverified": "The proposal could not be verified, so nothing was signed.",
    "not-yours": "This is not yours to accept, or it is gone.",
    "not-a-member": "This is not yours to accept.",
    "no-effect": "This would have no effect any more, so nothing was signed.",
    "unknown-schema": "This page does not know what is proposed here. Nothing was signed.",
    "no-room": "There is no room for this. Nothing was signed.",
    "room": "There is room now: accept it once more.",
    "nobody-left": "A collective needs members. Nothing was signed.",
    "takeover.one": "Your deputy confirmed a request that still stands",
    "takeover.many": "Your deputy confirmed {n} requests that still stand",
    "takeover.of": "for “{event}”",
    "untitled": "(untitled)",
    "takeover.why":
      "They stop counting when your deputy is somebody else, and wait in line again. Sign them yourself, and they stand as before.",
    "takeover.yes.one": "Sign this confirmation yourself",
    "takeover.yes.many": "Sign these {n} confirmations yourself",
    "takeover.no": "Let them lapse",
  },
});

/** Of what a deputy confirmed, this many are named. */
const MOST_NAMED = 8;

/** Accepts the proposal that a form names, once it is verified. */
export async function accept(me: Me, form: HTMLFormElement): Promise<void> {
  const shown = await client.proposal(form.dataset["accept"] ?? "");
  if (!shown.ok) return void say(t(shown.failure.status === null ? "away" : "not-yours"), "bad");
  const { hash = shown.value.hash, then } = form.dataset;
  const outcome = await acceptanceOf({ ...shown.value, hash }, {
    client,
    key: me.signer.publicKey,
    at: Date.now(),
    primitives,
  });
  if (!outcome.ok && outcome.why === "no-room") return await showRoom(shown.value, hash);
  if (!outcome.ok) return void say(whyNot(outcome), "bad");
  const results = await publish(me, outcome.messages);
  if (!tell(results)) return;
  if (then === undefined) say(t("accepted"));
  else {
    const { undoableOf } = await loadPart("sign");
    sayAt(then, t("accepted"), undoableOf(me, outcome.messages, results, location.pathname));
  }
}

/** Shows what leaves no room for a confirmation that somebody proposed: to deny it is another answer. */
async function showRoom({ id, festival }: ProposalAnswer, hash: string): Promise<void> {
  const verified = await verifiedProposal(id, hash, festival, client, primitives);
  const request = verified.ok ? verified.proposal.fields["request"] : undefined;
  if (!(request instanceof Uint8Array)) return void say(t("unverified"), "bad");
  const { toBeAnswered } = await loadPart("answers");
  const chosen = [{ festival, request: toHex(request) }];
  // Where room came meanwhile, another tap accepts it.
  if (await toBeAnswered(chosen, "confirmed", { mayDeny: false }) !== null) say(t("room"));
}

function whyNot(outcome: AcceptOutcome & { readonly ok: false }): string {
  return outcome.why === "failed" ? t("away") : t(outcome.why);
}

/**
 * What the owner signs in place of a deputy who is dismissed, before that is signed: then it never
 * stops counting. Asks first; each request is verified. Nothing where there is nothing to take over.
 */
export async function takeOver(resource: ResourceAnswer): Promise<MessageDraft[]> {
  const { id, festival, deputy } = resource;
  const standing = await client.requests(festival, { resource: id, status: "confirmed" });
  if (!standing.ok) return [];
  const ofDeputy = standing.value.filter(({ answeredBy }) => answeredBy === deputy);
  const n = ofDeputy.length;
  if (n === 0) return [];
  const title = n === 1 ? t("takeover.one") : t("takeover.many", { n });
  const named = ofDeputy.slice(0, MOST_NAMED).map(({ eventTitle }) =>
    t("takeover.of", { event: eventTitle || t("untitled") })
  );
  const words = { title, lines: [...named, ...(n > MOST_NAMED ? ["…"] : []), t("takeover.why")] };
  if (
    !await ask(
      words,
      t(n === 1 ? "takeover.yes.one" : "takeover.yes.many", { n }),
      t("takeover.no"),
    )
  ) return [];
  const drafts: MessageDraft[] = [];
  for (const shown of ofDeputy) {
    const verified = await verifiedRequest(shown.id, shown.hash, festival, client, primitives);
    if (!verified.ok || !isAsShown(verified.request, shown)) continue;
    drafts.push({
      action: "create",
      schema: "authorization",
      version: 1,
      festival: fromHex(festival)!,
      at: Date.now(),
      fields: { request: fromHex(shown.id)!, verdict: "confirmed" },
    });
  }
  return drafts;
}
