/**
 * Answers to requests, before they are signed: each is verified first, and what confirming them comes
 * to is shown where it is not simply that they stand.
 */
import { isAsShown, type RequestAnswer, verifiedRequest } from "../../client/mod.ts";
import {
  type Chosen,
  type ChosenRequest,
  confirmedTogether,
  MOST_CHOSEN,
  type Together,
} from "../../core/forms/mod.ts";
import { primitives } from "../ed25519.ts";
import { make } from "../element.ts";
import { client } from "../node.ts";
import { say } from "../notice.ts";
import { t as said, wordsIn } from "../strings.ts";

const t = wordsIn({
  en: {
    "none": "Choose a request first.",
    "many": "At most {n} can be answered at once.",
    "changed":
      "What is shown here is not what was signed, so nothing was answered. Load the page again.",
    "unverified": "The request could not be verified, so nothing was answered: {why}",
    "title": "Not all of these fit",
    "title.one": "There is no room for this",
    "why": "Who is confirmed first stands; what does not fit beside it would be a conflict.",
    "confirmed": "fits",
    "conflict": "would be a conflict with {others}",
    "conflict.none": "would be a conflict",
    "never": "asks for more than there is: it cannot be confirmed",
    "line": "{resource}: {event}, {when}",
    "fitting": "Confirm the {n} that fit",
    "all": "Confirm all {n}, with conflicts",
    "untitled": "(untitled)",
  },
});

interface Weighed extends Together {
  readonly shown: RequestAnswer;
}

/**
 * Gives those of the chosen requests that are to be answered; null where nothing is to be signed, of
 * which the person has been told.
 */
export async function toBeAnswered(
  chosen: readonly ChosenRequest[],
  verdict: string,
  hashes: ReadonlyMap<string, string> = new Map(),
): Promise<readonly ChosenRequest[] | null> {
  if (chosen.length === 0) return refuse(t("none"));
  if (chosen.length > MOST_CHOSEN) return refuse(t("many", { n: MOST_CHOSEN }));
  const shown = new Map<string, RequestAnswer>();
  const byResource = new Map<string, Chosen[]>();
  for (const { festival, request: id } of chosen) {
    const found = await client.request(id);
    if (!found.ok) return refuse(failureWords(found.failure));
    const hash = hashes.get(id) ?? found.value.hash;
    const verified = await verifiedRequest(id, hash, festival, client, primitives);
    if (!verified.ok) return refuse(t("unverified", { why: verified.why }));
    const { request } = verified;
    if (!isAsShown(request, found.value)) return refuse(t("changed"));
    shown.set(id, found.value);
    byResource.set(request.resource, [
      ...byResource.get(request.resource) ?? [],
      { ...request, request: id },
    ]);
  }
  if (verdict !== "confirmed") return chosen;

  const weighed: Weighed[] = [];
  for (const [resource, requests] of byResource) {
    // Whoever came first is signed first, and so stands.
    const received = ({ request }: Chosen) => shown.get(request)!.receivedAt;
    requests.sort((one, other) => received(one) - received(other));
    for (const one of await weigh(resource, requests)) {
      weighed.push({ ...one, shown: shown.get(one.request)! });
    }
  }
  const order = new Map(weighed.map(({ request }, i) => [request, i]));
  const sorted = chosen.toSorted((a, b) => order.get(a.request)! - order.get(b.request)!);
  const becomes = new Map(weighed.map((one) => [one.request, one.becomes]));
  if (weighed.every((one) => one.becomes === "confirmed")) return sorted;
  const answer = await askAbout(weighed);
  if (answer === null) return null;
  return sorted.filter(({ request }) =>
    becomes.get(request) === "confirmed" || answer === "all" && becomes.get(request) === "conflict"
  );
}

async function weigh(id: string, requests: readonly Chosen[]): Promise<Together[]> {
  const resource = await client.resource(id);
  if (!resource.ok) throw new Error(failureWords(resource.failure));
  const { festival, quantity } = resource.value;
  const confirmed: Chosen[] = [];
  for (const status of ["confirmed", "conflict"]) {
    const held = await client.requests(festival, { resource: id, status });
    if (!held.ok) throw new Error(failureWords(held.failure));
    confirmed.push(...held.value.map((one) => ({ ...one, request: one.id })));
  }
  const links = await linksOf(requests);
  return confirmedTogether(confirmed, requests, quantity, links);
}

/** What the requests move, and what that had moved: it goes when they are confirmed. */
async function linksOf(requests: readonly Chosen[]): Promise<Chosen[]> {
  const links = new Map<string, Chosen>();
  for (let { replaces } of requests) {
    while (replaces !== null && !links.has(replaces) && links.size < MOST_LINKS) {
      const found = await client.request(replaces);
      // Of one that was deleted nothing more is known, and the rest is weighed as if it stayed.
      if (!found.ok || !("resource" in found.value)) break;
      links.set(replaces, { ...found.value, request: replaces });
      ({ replaces } = found.value);
    }
  }
  return [...links.values()];
}

const MOST_LINKS = 200;

/** Null where the person goes back. */
function askAbout(weighed: readonly Weighed[]): Promise<"all" | "fitting" | null> {
  const dialog = make("dialog", { className: "series" });
  const title = make("h2", {
    textContent: t(weighed.length === 1 ? "title.one" : "title"),
    id: "answers-title",
  });
  dialog.setAttribute("aria-labelledby", title.id);
  const names = new Map(weighed.map(({ request, shown }) => [request, titleOf(shown.eventTitle)]));
  const list = make("ul", {});
  for (const one of weighed) list.append(lineOf(one, names));
  const count = (becomes: Together["becomes"]) =>
    weighed.filter((one) => one.becomes === becomes).length;
  const [fitting, conflicts] = [count("confirmed"), count("conflict")];
  const buttons = make("p", { className: "buttons" });
  const button = (value: string, textContent: string, className = "button quiet") =>
    buttons.append(make("button", { value, textContent, className }), " ");
  if (fitting > 0) button("fitting", t("fitting", { n: fitting }), "button");
  if (conflicts > 0) button("all", t("all", { n: fitting + conflicts }));
  button("", said("no"));
  const form = make("form", { method: "dialog" });
  form.append(buttons);
  dialog.append(title, make("p", { textContent: t("why") }), list, form);
  document.body.append(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      const { returnValue } = dialog;
      resolve(returnValue === "all" || returnValue === "fitting" ? returnValue : null);
    });
    dialog.showModal();
  });
}

function lineOf(one: Weighed, names: ReadonlyMap<string, string>): HTMLElement {
  const { shown } = one;
  const lang = document.documentElement.lang || undefined;
  const when = new Intl.DateTimeFormat(lang, WHEN).formatRange(shown.start, shown.end);
  const others = one.against.flatMap((id) => names.get(id) ?? []).join(", ");
  const what = t("line", {
    resource: titleOf(shown.resourceTitle),
    event: titleOf(shown.eventTitle),
    when,
  });
  const state = one.becomes === "conflict"
    ? t(others === "" ? "conflict.none" : "conflict", { others })
    : t(one.becomes);
  const line = make("li", { textContent: `${what} · ${state}`, dir: "auto" });
  if (one.becomes !== "confirmed") line.className = "conflicts";
  return line;
}

/** In the zone of who reads, and with its name: the page may have another. */
const WHEN: Intl.DateTimeFormatOptions = {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  timeZoneName: "short",
};

function titleOf(title: string | null): string {
  return title === null || title === "" ? t("untitled") : title;
}

function refuse(words: string): null {
  say(words, "bad");
  return null;
}

function failureWords(failure: { readonly status: number | null; readonly message: string }) {
  return failure.status === null ? said("offline") : said("failed", { why: failure.message });
}
