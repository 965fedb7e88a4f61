/** What the island tells the person, in the one place that every page has for it. */
import { t } from "./strings.ts";

export type Tone = "good" | "warning" | "bad";

const NAME = "p2panda.notice";

export function say(text: string, tone: Tone = "good"): void {
  const notice = document.querySelector("#notice");
  if (notice === null) return;
  const line = document.createElement("p");
  line.dataset["tone"] = tone;
  line.textContent = text;
  notice.replaceChildren(line);
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
  const dialog = document.createElement("dialog");
  const title = document.createElement("h2");
  title.textContent = words.title;
  title.id = "question";
  dialog.setAttribute("aria-labelledby", title.id);
  const lines = words.lines.map((text) => {
    const line = document.createElement("p");
    line.textContent = text;
    line.dir = "auto";
    return line;
  });
  const form = document.createElement("form");
  form.method = "dialog";
  const buttons = document.createElement("p");
  buttons.className = "buttons";
  for (const [value, text] of [["yes", yes], ["no", no]] as const) {
    const button = document.createElement("button");
    button.className = value === "yes" ? "button" : "button quiet";
    button.value = value;
    button.textContent = text;
    buttons.append(button, " ");
  }
  form.append(buttons);
  dialog.append(title, ...lines, form);
  document.body.append(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    dialog.showModal();
  });
}
