/** What the island tells the person, in the one place that every page has for it. */
import { linesOf, make } from "./element.ts";
import { loadPart } from "./load_part.ts";
import { t } from "./strings.ts";

/** Long enough to be read twice; what asks for something stays. */
const GOOD_NEWS_MS = 10_000;

export type Tone = "good" | "warning" | "bad";

const NAME = "p2panda.notice";
const UNDO_NAME = "p2panda.undo";

/** What was signed in one gesture, and can be taken back in one. */
export interface Undoable {
  /** Whose it is. */
  readonly key: string;
  /** In the order in which they were signed; ids are of the entries, as deletes name them. */
  readonly entries: readonly {
    readonly schema: string;
    readonly festival: string | null;
    readonly id: string;
  }[];
  /** The page that it was signed on. */
  readonly back: string;
}

/** `beside`: what is said already stays; nobody has read it yet. */
export function say(text: string, tone: Tone = "good", beside = false): HTMLElement | null {
  const notice = document.querySelector("#notice");
  if (notice === null) return null;
  const line = make("p", { textContent: text });
  line.dataset["tone"] = tone;
  if (beside) notice.append(line);
  else notice.replaceChildren(line);
  // What can still be undone stays as long as the page.
  const isOver = () => line.querySelector("button") === null && line.remove();
  if (tone === "good") setTimeout(isOver, GOOD_NEWS_MS);
  return line;
}

/** Makes way for what a person has to look at. */
export function sayNothing(): void {
  document.querySelector("#notice")?.replaceChildren();
}

/** Goes to an address, and tells it there; with a button that takes back what was signed. */
export function sayAt(address: string, text: string, undoable?: Undoable): void {
  sessionStorage.setItem(NAME, text);
  if (undoable === undefined) sessionStorage.removeItem(UNDO_NAME);
  else sessionStorage.setItem(UNDO_NAME, JSON.stringify(undoable));
  const target = new URL(address, location.href);
  // To the page where we are, or to a part of it, the browser would not go.
  const isHere = target.href.split("#")[0] === location.href.split("#")[0];
  if (isHere) {
    if (target.hash !== "") location.hash = target.hash;
    location.reload();
  } else location.assign(target);
}

/** Tells what the page before this one had to say. */
export function saySaved(): void {
  const text = sessionStorage.getItem(NAME);
  if (text === null) return;
  sessionStorage.removeItem(NAME);
  offerUndo(say(text));
}

function offerUndo(line: HTMLElement | null): void {
  const kept = sessionStorage.getItem(UNDO_NAME);
  sessionStorage.removeItem(UNDO_NAME);
  if (kept === null || line === null) return;
  const undoable = JSON.parse(kept) as Undoable;
  const textContent = t("undo");
  const button = make("button", { type: "button", className: "button quiet", textContent });
  button.addEventListener("click", () => {
    button.disabled = true;
    loadPart("undo").then(({ undo }) => undo(undoable)).catch(sayFailure);
  });
  line.append(" ", button);
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
