/**
 * Answers requests by the owner's policies while a page is open, where that was switched on. One tab
 * at a time; each request is verified before it is answered, and decided in its order of arrival.
 */
import {
  answerDesk,
  type DeskAnswer,
  type DeskMemory,
  newDeskMemory,
} from "../../client/desk/mod.ts";
import { toHex } from "../../core/messages/mod.ts";
import { POLICY_BOOK } from "../../core/policies/mod.ts";
import { keep } from "../database.ts";
import { primitives } from "../ed25519.ts";
import { type Me, whoAmI } from "../me.ts";
import { client } from "../node.ts";
import { say, sayFailure } from "../notice.ts";
import { whileAlone } from "./one_tab.ts";
import { wordsOf } from "../publish.ts";
import { wordsIn } from "../strings.ts";

/** For the forms that show something of policies. */
export { POLICY_FORMS } from "../../core/policies/mod.ts";

const t = wordsIn({
  en: {
    "policy.on": "Your policies answer while this page is open.",
    "policy.off": "Your policies do not answer any more.",
    "policy.confirmed": "Confirmed by your policy: {what}.",
    "policy.denied": "Denied by your policy: {what}.",
    "policy.request": "{event} for {resource}",
    "policy.confirm": "first sign something by hand, and say what this key signed last",
    "policy.stopped": "Your policies stopped answering: {why}",
  },
});

/** Entries that come together are answered together. */
const QUIET_MS = 300;
/** Timers hold no more than 24 days, and clocks are set. */
const LONGEST_WAIT_MS = 3_600_000;
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
  const memory = newDeskMemory();
  await new Promise<void>((resolve) => {
    // The reader lets the page's own stream be, also where the tab is hidden.
    const { classList } = document.documentElement;
    classList.add("answering");
    const stream = new EventSource(client.streamAddress());
    let timer: number | undefined;
    let alarm: number | undefined;
    let working: Promise<void> = Promise.resolve();
    const work = () => {
      working = working.then(async () => {
        const until = await answerAll(me, memory, signal);
        clearTimeout(alarm);
        // A draw, or the end of a vote: nothing else may happen then. Far ones are looked at again.
        if (until === null || signal.aborted) return;
        alarm = setTimeout(work, Math.min(Math.max(until - Date.now(), 0), LONGEST_WAIT_MS));
      }).catch(sayFailure);
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
      clearTimeout(alarm);
      stream.close();
      classList.remove("answering");
      document.body.removeEventListener("htmx:sseMessage", soon);
      working.then(resolve);
    });
    work();
  });
}

/** Answers everything that waits, once; gives when time alone will decide something, if ever. */
async function answerAll(
  me: Me,
  memory: DeskMemory,
  signal: AbortSignal,
): Promise<number | null> {
  // Unlisted festivals are answered about only where they are named; an owner has written in theirs.
  const festivals = (await me.journal.heads())
    .flatMap((head) => head.festival === null ? [] : [toHex(head.festival)])
    .slice(0, MAX_FESTIVALS);
  const { signer } = me;
  const isStopped = () => signal.aborted;
  const now = () => Date.now();
  // A node that is away comes back, and the stream with it.
  const policies = POLICY_BOOK;
  const desk = { client, policies, signer, festivals, memory, now, isStopped, primitives };
  const answers = answerDesk(desk);
  while (true) {
    const next = await answers.next();
    if (next.done) return next.value.until;
    tellAnswer(next.value);
  }
}

/** The signer asks nobody here, since nobody may be looking: it stops instead. */
function tellAnswer({ request, verdict, signed }: DeskAnswer): void {
  if (signed.status === "unsigned" || signed.status === "refused") {
    const isUnknown = signed.status === "unsigned" && signed.error.code === "unknown-head";
    const why = isUnknown ? t("policy.confirm") : wordsOf(signed)[0];
    say(t("policy.stopped", { why }), "bad");
    stop?.();
    return;
  }
  const what = t("policy.request", {
    event: request.eventTitle || request.event.slice(0, 8),
    resource: request.resourceTitle || request.resource.slice(0, 8),
  });
  say(t(`policy.${verdict}`, { what }));
}
