/** Making a key, on the page Key and in the dialog for who has none; the rest is in `parts/key.ts`. */
import { loadPart } from "./load_part.ts";
import { fillMe, markMine } from "./marks.ts";
import { type Me, whoAmI } from "./me.ts";
import { makeKey, myKey } from "./my_key.ts";
import { ask, say, sayAt, sayFailure } from "./notice.ts";
import { t } from "./strings.ts";

/** Does what a button of `data-key-action` says. */
export async function actOnKey(button: HTMLElement): Promise<void> {
  button.setAttribute("aria-busy", "true");
  try {
    switch (button.dataset["keyAction"]) {
      case "create":
        return await create(button);
      case "import":
        return await (await loadPart("key")).bring(button);
      case "backup":
        return await (await loadPart("key")).save();
      case "forget":
        return await (await loadPart("key")).forget();
      case "set-aside":
        return (await loadPart("aside")).setAside(button);
      case "take-back":
        return await (await loadPart("undo")).takeBack(button);
      case "confirm-log":
        return await (await loadPart("key")).confirmLogs();
    }
  } catch (error) {
    sayFailure(error);
  } finally {
    button.removeAttribute("aria-busy");
  }
}

/** Shows the parts of the page that fit the state of the key. */
export async function showKeyState(): Promise<void> {
  const key = await myKey();
  for (const part of document.querySelectorAll<HTMLElement>("[data-key-state]")) {
    const state = part.dataset["keyState"];
    // What is unconfirmed shows once it is known.
    if (state !== "unconfirmed") part.hidden = (state === "present") !== (key !== null);
  }
  if (key?.before === "unknown") await (await loadPart("key")).showUnconfirmed();
}

let whenMade: ((me: Me | null) => void) | null = null;

/** Offers to make a key; gives who signs then, or null. */
export function needKey(): Promise<Me | null> {
  const dialog = document.querySelector<HTMLDialogElement>("#need-key");
  if (dialog === null) {
    location.assign("/key");
    return Promise.resolve(null);
  }
  return new Promise((resolve) => {
    whenMade = resolve;
    dialog.addEventListener("close", () => resolve(null), { once: true });
    dialog.addEventListener("keydown", (event) => {
      // Enter would press the first button that submits, which is to cancel.
      if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement)) return;
      event.preventDefault();
      dialog.querySelector<HTMLElement>('[data-key-action="create"]')?.click();
    });
    dialog.showModal();
  });
}

async function create(button: HTMLElement): Promise<void> {
  if (await myKey() === null) {
    if (!isSecureContext) {
      const words = { title: t("insecure.title"), lines: [t("insecure.why")] };
      if (!await ask(words, t("insecure.yes"), t("no"))) return;
    }
    await makeKey();
  }
  const me = (await whoAmI())!;
  const name = button.closest("form")?.querySelector<HTMLInputElement>('[name="name"]');
  if (name?.value.trim()) await (await loadPart("sign")).publishName(me, name.value);
  await showNewKey(me);
  if (whenMade === null) return sayAt("/key", t("key.made"));
  say(t("key.made"));
  // Before the dialog closes, which would mean that there is none.
  whenMade(me);
  whenMade = null;
  button.closest("dialog")?.close();
}

async function showNewKey(me: Me): Promise<void> {
  markMine(me.key.publicKey);
  await fillMe(me.key.publicKey);
  await showKeyState();
}
