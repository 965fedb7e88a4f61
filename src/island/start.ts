/** What a page gets as soon as the island is there, for who has a key and who has none. */
import { kept } from "./database.ts";
import { hasDrafts } from "./drafts.ts";
import { showKeyState } from "./key_page.ts";
import { loadPart } from "./load_part.ts";
import { ASIDE_NAME, fillMe, markMine, publicKey } from "./marks.ts";
import { sendKept } from "./me.ts";
import { say, sayFailure, saySaved } from "./notice.ts";
import { t } from "./strings.ts";

export async function start(): Promise<void> {
  saySaved();
  document.addEventListener("focusin", prepare);
  if (document.activeElement !== null) prepare({ target: document.activeElement });
  if (hasDrafts()) loadDrafts();
  fillZone();
  unfold();
  // Without it there are the link and the text.
  if (document.querySelector("[data-tell]") !== null) {
    loadPart("tell").then(({ offerTelling }) => offerTelling(), () => {});
  }
  showAside();
  const me = publicKey();
  markMine(me);
  adviseFilled();
  if (document.querySelector("[data-key-state]") !== null) await showKeyState();
  if (me === null) return;
  if (location.pathname === "/desk" && !new URLSearchParams(location.search).has("key")) {
    location.replace(`/desk?key=${me}`);
    return;
  }
  await Promise.all([fillMe(me), resend(), workSwitch(me)]);
}

/** Whoever types into a form will sign it, and should lose nothing until then. */
function prepare({ target }: Pick<Event, "target">): void {
  const form = target instanceof Element ? target.closest("form[data-sign]") : null;
  if (!(form instanceof HTMLFormElement) || form.hasAttribute("data-ready")) return;
  form.setAttribute("data-ready", "");
  // If that fails, it is tried again when the form is sent.
  loadPart("sign").catch(() => {});
  if (form.matches("[data-draft]")) loadDrafts();
  if (form.querySelector("[data-advice]") !== null) {
    loadPart("advice").then(({ advise }) => advise(form), () => {});
  }
}

/** What comes filled in is advised about as soon as it is seen: nobody may ever touch it. */
function adviseFilled(): void {
  for (const list of document.querySelectorAll("[data-sign] [data-advice]")) {
    const form = list.closest("form")!;
    const isFilled = ["start", "end"].every((name) =>
      form.querySelector<HTMLInputElement>(`[name="${name}"]`)?.value
    );
    const isSeen = form.closest("details:not([open])") === null && form.getClientRects().length > 0;
    if (isFilled && isSeen) loadPart("advice").then(({ advise }) => advise(form), () => {});
  }
}

/** Without it a draft stays what it was: in the form, as long as the page. */
function loadDrafts(): void {
  loadPart("drafts").then(({ keepDrafts }) => keepDrafts(), () => {});
}

/** Signs what a form says. Rejects only where that could not be loaded: then the form goes to the server. */
export async function sign(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
  await (await loadPart("sign")).sign(form, submitter);
}

/** A new festival is most likely where its author is. */
function fillZone(): void {
  const input = document.querySelector<HTMLInputElement>("[data-zone-default]");
  if (input === null || input.value !== input.defaultValue) return;
  input.value = Intl.DateTimeFormat().resolvedOptions().timeZone || input.value;
}

/** What is folded opens where a link leads into it: not all browsers do that by themselves. */
function unfold(): void {
  let folded = document.querySelector(":target")?.closest("details");
  for (; folded; folded = folded.parentElement?.closest("details")) folded.open = true;
}

/** Sends what the node lacked when it was signed, if there is any. */
async function resend(): Promise<void> {
  if (await sendKept()) say(t("resent"), "good", true);
}

/** The switch of the desk; and where it is on, policies answer from any page. */
async function workSwitch(me: string): Promise<void> {
  const on = await kept(`policies/${me}`);
  const box = document.querySelector<HTMLInputElement>("[data-policy-switch]");
  if (box !== null) {
    box.checked = on === true;
    box.addEventListener("change", () => {
      loadPart("policies").then(({ switchPolicies }) => switchPolicies(box.checked))
        .catch(sayFailure);
    });
  }
  if (on === true) (await loadPart("policies")).startPolicies();
}

/** Without it they wait as before. */
function showAside(): void {
  const isNeeded = localStorage.getItem(ASIDE_NAME) !== null &&
    document.querySelector("[data-aside]") !== null;
  if (isNeeded) loadPart("aside").then(({ showAside }) => showAside(), () => {});
}

document.body.addEventListener("htmx:afterSettle", () => {
  markMine(publicKey());
  adviseFilled();
  showAside();
});
// It does not bubble.
document.addEventListener("toggle", adviseFilled, true);
addEventListener("hashchange", unfold);
addEventListener("online", () => {
  resend().catch(sayFailure);
});
