/** What the island tells the person, in the one place that every page has for it. */
import { linesOf, make } from "./element.ts";
import { t } from "./strings.ts";

/** Long enough to be read twice; what asks for something stays. */
const GOOD_NEWS_MS = 10_000;

export type Tone = "good" | "warning" | "bad";

const NAME = "p2panda.notice";

export function say(text: string, tone: Tone = "good"): void {
  const notice = document.querySelector("#notice");
  if (notice === null) return;
  const line = make("p", { textContent: text });
  line.dataset["tone"] = tone;
  notice.replaceChildren(line);
  if (tone === "good") setTimeout(() => line.remove(), GOOD_NEWS_MS);
}

/** Makes way for what a person has to look at. */
export function sayNothing(): void {
  document.querySelector("#notice")?.replaceChildren();
}

/** Goes to an address, and tells it there. */
export function sayAt(address: string, text: string): void {
  sessionStorage.setItem(NAME, text);
  const target = new URL(address, location.href);
  // To the page where we are, or to a part of it, the browser would not go.
  const isHere = target.href.split("#")[0] === location.href.split("#")[0];
  if (isHere) location.reload();
  else location.assign(target);
}

/** Tells what the page before this one had to say. */
export function saySaved(): void {
  const text = sessionStorage.getItem(NAME);
  if (text === null) return;
  sessionStorage.removeItem(NAME);
  say(text);
}

export function sayFailure(error: unknown): void {
  say(t("failed", { why: error instanceof Error ? error.message : String(error) }), "bad");
}

/** Asks something that is answered by one of two buttons; closing it means no. */
export function ask(
  words: { readonly title: string; readonly lines: readonly string[] },
  yes: string,
  no: string,
): Promise<boolean> {
  const dialog = make("dialog", {});
  const title = make("h2", { textContent: words.title, id: "question" });
  dialog.setAttribute("aria-labelledby", title.id);
  const buttons = make("p", { className: "buttons" });
  buttons.append(
    make("button", { className: "button", value: "yes", textContent: yes }),
    " ",
    make("button", { className: "button quiet", value: "no", textContent: no }),
  );
  const form = make("form", { method: "dialog" });
  form.append(buttons);
  dialog.append(title, ...linesOf(words.lines), form);
  document.body.append(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    dialog.showModal();
  });
}
