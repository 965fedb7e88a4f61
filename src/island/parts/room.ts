/**
 * What is asked of who wants to confirm more than there is room for: which of them, what becomes of
 * the others, or what to do about what is in the way. Nothing is signed here.
 */
import type { RequestAnswer } from "../../client/mod.ts";
import { type Chosen, confirmedTogether, fittingTogether } from "../../core/forms/mod.ts";
import { make } from "../element.ts";
import { publicKey } from "../marks.ts";
import { client } from "../node.ts";
import { t as said, wordsIn } from "../strings.ts";
import { knownZone, spanText, zonedSpan } from "./zoned_span.ts";

const t = wordsIn({
  en: {
    "title": "Not all of these fit",
    "title.one": "There is no room for this",
    "why":
      "Nothing is signed yet. Only what fits beside what is confirmed can be confirmed; whoever asked first is chosen.",
    "why.one": "Nothing is signed. Only what fits beside what is confirmed can be confirmed.",
    "zone": "Times are in {zone}.",
    "many": "{n} of it",
    "picked": "will be confirmed",
    "free": "fits, too",
    "beside": "no room beside {others}",
    "held": "No room: confirmed is",
    "never": "It asks for {n}, and there are only {most}.",
    "see": "see it: it can be denied there",
    "raise": "Are there more than {n}? Say how many",
    "deny": "Deny this one instead",
    "deny.other": "Deny the other one",
    "deny.others": "Deny the {n} others",
    "reason": "Why, for them to read",
    "go": "Confirm {n}",
    "go.deny": "Confirm {n}, deny {others}",
    "go.only": "Deny {others}",
    "untitled": "(untitled)",
  },
});

/** A request that was verified, and as the node shows it. */
export interface Line {
  readonly request: Chosen;
  readonly shown: RequestAnswer;
}

/** A resource with all that is confirmed of it, and what of it is to be confirmed: first come first. */
export interface Shelf {
  readonly id: string;
  readonly title: string;
  readonly owner: string;
  readonly kind: string;
  readonly quantity: number;
  readonly festival: string;
  readonly confirmed: readonly (RequestAnswer & Chosen)[];
  readonly links: readonly Chosen[];
  readonly lines: readonly Line[];
}

export interface RoomAnswer {
  /** Ids of requests. */
  readonly picked: Set<string>;
  readonly denied: Set<string>;
  readonly reason: string;
}

/** More of what is in the way is not named. */
const MOST_HELD = 5;
const MOST_REASON = 1_000;

/** Null where the person goes back. */
export async function askAboutRoom(
  shelves: readonly Shelf[],
  mayDeny: boolean,
): Promise<RoomAnswer | null> {
  const picks = new Map(shelves.map((shelf) => [shelf, fittingIn(shelf)]));
  const all = shelves.flatMap(({ lines }) => lines);
  const dialog = make("dialog", { className: "room" });
  const title = make("h2", {
    textContent: t(all.length === 1 ? "title.one" : "title"),
    id: "room-title",
  });
  dialog.setAttribute("aria-labelledby", title.id);
  const form = make("form", { method: "dialog" });
  const redrawn: (() => void)[] = [];
  const redraw = () => {
    for (const one of redrawn) one();
  };
  for (const shelf of shelves) {
    const around = await client.festival(shelf.festival);
    const zone = around.ok ? around.value.timezone : "UTC";
    form.append(...shelfOf(shelf, zone, picks, redraw, redrawn));
  }

  const deny = make("input", { type: "checkbox", id: "room-deny" });
  const denyLabel = make("label", { htmlFor: deny.id });
  const reason = make("textarea", {
    id: "room-reason",
    rows: 2,
    maxLength: MOST_REASON,
    dir: "auto",
  });
  const why = make("div", { className: "field" });
  why.append(make("label", { htmlFor: reason.id, textContent: t("reason") }), reason);
  const denying = make("div", {});
  const choice = make("p", { className: "choice" });
  choice.append(deny, denyLabel);
  denying.append(choice, why);

  const go = make("button", { value: "go", className: "button" });
  const back = make("button", { value: "", className: "button quiet", textContent: said("no") });
  const buttons = make("p", { className: "buttons" });
  buttons.append(go, " ", back);
  form.append(denying, buttons);

  const pickedNow = () => [...picks.values()].flat().map(({ request }) => request);
  const othersNow = () => {
    const picked = new Set(pickedNow());
    return all.filter(({ request: { request }, shown: { status } }) =>
      !picked.has(request) && status !== "denied"
    ).map(({ request: { request } }) => request);
  };
  const drawButtons = () => {
    const [n, others] = [pickedNow().length, othersNow().length];
    denying.hidden = !mayDeny || others === 0;
    denyLabel.textContent = t(
      all.length === 1 ? "deny" : others === 1 ? "deny.other" : "deny.others",
      { n: others },
    );
    why.hidden = !deny.checked;
    const denies = !denying.hidden && deny.checked;
    go.hidden = n === 0 && !denies;
    go.textContent = t(!denies ? "go" : n === 0 ? "go.only" : "go.deny", { n, others });
  };
  redrawn.push(drawButtons);
  deny.addEventListener("change", redraw);
  redraw();

  dialog.append(title, make("p", { textContent: t(all.length === 1 ? "why.one" : "why") }), form);
  document.body.append(dialog);
  return await new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (dialog.returnValue !== "go") return resolve(null);
      const denied = new Set(deny.checked && !denying.hidden ? othersNow() : []);
      resolve({ picked: new Set(pickedNow()), denied, reason: reason.value.trim() });
    });
    dialog.showModal();
  });
}

/** Whoever is in `first`, then whoever asked first, as far as there is room. */
function fittingIn({ lines, confirmed, quantity, links }: Shelf, first?: readonly Chosen[]) {
  const preferred = first ?? lines.map(({ request }) => request);
  return fittingTogether(confirmed, preferred, quantity, links);
}

function shelfOf(
  shelf: Shelf,
  zone: string,
  picks: Map<Shelf, readonly Chosen[]>,
  redraw: () => void,
  redrawn: (() => void)[],
): HTMLElement[] {
  const list = make("ul", { className: "rows" });
  list.setAttribute("role", "list");
  for (const line of shelf.lines) {
    const { request, shown } = line;
    const isAble = fittingIn(shelf, [request]).length > 0;
    const box = make("input", { type: "checkbox", id: `room-${request.request}` });
    const label = make("label", { htmlFor: box.id });
    label.append(named(shown.eventTitle), ", ", zonedSpan(shown, zone));
    if (shown.quantity > 1) label.append(` · ${t("many", { n: shown.quantity })}`);
    const state = make("span", { className: "hint", dir: "auto" });
    const row = make("li", {});
    if (isAble) {
      const choice = make("span", { className: "choice" });
      label.append(state);
      choice.append(box, label);
      row.append(choice);
    } else {
      row.append(...label.childNodes, heldBy(shelf, line, zone));
    }
    list.append(row);
    box.addEventListener("change", () => {
      const picked = picks.get(shelf)!;
      // Who is chosen by hand comes first: what it excludes is chosen no more.
      picks.set(
        shelf,
        box.checked
          ? fittingIn(shelf, [request, ...picked])
          : picked.filter((one) => one !== request),
      );
      redraw();
    });
    redrawn.push(() => {
      const picked = picks.get(shelf)!;
      box.checked = picked.includes(request);
      state.textContent = box.checked ? t("picked") : beside(shelf, picked, request, zone);
    });
  }
  const parts: HTMLElement[] = [
    make("h3", { textContent: titleOf(shelf.title), dir: "auto" }),
    make("p", { className: "zone", textContent: t("zone", { zone: knownZone(zone) }) }),
    list,
  ];
  if (shelf.owner === publicKey()) {
    const form = shelf.kind === "location" ? "location" : "resource";
    const more = make("p", {});
    more.append(make("a", {
      href: `/resources/${shelf.id}#${form}-edit-quantity`,
      textContent: t("raise", { n: shelf.quantity }),
    }));
    parts.push(more);
  }
  return parts;
}

/** What of the chosen leaves no room for one that is not; or that there is some. */
function beside(shelf: Shelf, picked: readonly Chosen[], one: Chosen, zone: string): string {
  const { confirmed, quantity, links, lines } = shelf;
  const all = confirmedTogether(confirmed, [...picked, one], quantity, links);
  const { becomes, against } = all.at(-1)!;
  if (becomes === "confirmed") return t("free");
  const names = lines.filter(({ request: { request } }) => against.includes(request))
    .map(({ shown }) => `${titleOf(shown.eventTitle)} (${spanText(shown, zone)})`);
  return t("beside", { others: names.join(", ") });
}

/** Why one cannot be confirmed whatever else is chosen, with the way to what holds its time. */
function heldBy(shelf: Shelf, { request, shown }: Line, zone: string): HTMLElement {
  const { confirmed, quantity, links } = shelf;
  const [alone] = confirmedTogether(confirmed, [request], quantity, links);
  if (alone!.becomes === "never") {
    const textContent = t("never", { n: shown.quantity, most: quantity });
    return make("p", { className: "warning", textContent });
  }
  const held = make("div", {});
  held.append(make("p", { className: "warning", textContent: t("held") }));
  const list = make("ul", {});
  for (const one of confirmed.filter(({ request }) => alone!.against.includes(request))) {
    if (list.children.length === MOST_HELD) break;
    const row = make("li", {});
    row.append(named(one.eventTitle), ", ", zonedSpan(one, zone), " · ");
    row.append(make("a", { href: `/requests/${one.id}`, textContent: t("see") }));
    list.append(row);
  }
  held.append(list);
  return held;
}

function named(title: string | null): HTMLElement {
  return make("bdi", { textContent: titleOf(title) });
}

function titleOf(title: string | null): string {
  return title || t("untitled");
}
