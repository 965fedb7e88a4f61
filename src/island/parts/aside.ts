/**
 * Proposals that were set aside: the protocol has no word for that, so it is this browser that knows.
 * Where several are listed, those stand by themselves, folded away.
 */
import { make } from "../element.ts";
import { ASIDE_NAME } from "../marks.ts";
import { say } from "../notice.ts";
import { wordsIn } from "../strings.ts";

const t = wordsIn({
  en: {
    "aside": "Set it aside",
    "again": "Take it up again",
    "done": "Set aside, in this browser.",
    "list": "Set aside here: {n}",
  },
});

/** More are not remembered; what is set aside longest comes back first. */
const MOST_ASIDE = 1_000;

function asideIds(): string[] {
  try {
    const ids: unknown = JSON.parse(localStorage.getItem(ASIDE_NAME) ?? "[]");
    return Array.isArray(ids) ? ids.filter((id) => typeof id === "string") : [];
  } catch {
    // Somebody else wrote there: nothing of ours is lost but a list.
    return [];
  }
}

/** Sets aside what a button stands beside, or takes it up again. */
export function setAside(button: HTMLElement): void {
  const id = button.closest<HTMLElement>("[data-aside]")?.dataset["aside"];
  if (id === undefined) return;
  const before = asideIds();
  const ids = before.includes(id)
    ? before.filter((one) => one !== id)
    : [...before, id].slice(-MOST_ASIDE);
  if (ids.length === 0) localStorage.removeItem(ASIDE_NAME);
  else localStorage.setItem(ASIDE_NAME, JSON.stringify(ids));
  showAside();
  if (ids.includes(id)) say(t("done"));
}

/** Shows everything on the page as it was set aside. */
export function showAside(): void {
  const ids = new Set(asideIds());
  for (const place of document.querySelectorAll<HTMLElement>("[data-aside]")) {
    const isAside = ids.has(place.dataset["aside"]!);
    const button = place.querySelector('[data-key-action="set-aside"]');
    if (button !== null) button.textContent = t(isAside ? "again" : "aside");
    const item = place.closest("li");
    const list = item?.parentElement;
    if (!item || !list) continue;
    if (isAside && !list.closest(".aside")) foldedAfter(list).append(item);
    else if (!isAside) list.closest(".aside")?.previousElementSibling?.append(item);
  }
  for (const folded of document.querySelectorAll("details.aside")) {
    const n = folded.querySelectorAll("li").length;
    if (n === 0) folded.remove();
    else folded.querySelector("summary")!.textContent = t("list", { n });
  }
}

/** What is folded away after a list. */
function foldedAfter(list: Element): Element {
  const next = list.nextElementSibling;
  if (next?.matches("details.aside")) return next.querySelector("ul")!;
  const folded = make("details", { className: "more aside" });
  const inside = make("ul", { className: list.className });
  inside.setAttribute("role", "list");
  folded.append(make("summary", {}), inside);
  list.after(folded);
  return inside;
}
