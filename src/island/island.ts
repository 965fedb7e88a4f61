/**
 * What makes pages writable: holds the key, builds and signs messages, answers by policies. Loaded by
 * `src/reader` where there is a key, or at the first wish to write. One script, because its parts
 * compress better together; only `portable_ed25519.ts` is another one, which nearly nobody needs.
 */
import { kept } from "./database.ts";
import { showKeyState } from "./key_page.ts";
import { fillMe, markMine, publicKey } from "./marks.ts";
import { sendKept } from "./me.ts";
import { say, sayFailure, saySaved } from "./notice.ts";
import { startPolicies, switchPolicies } from "./policy_runner.ts";
import { t } from "./strings.ts";

export { actOnKey } from "./key_page.ts";
export { sign } from "./sign_form.ts";

async function start(): Promise<void> {
  saySaved();
  fillZone();
  unfold();
  const me = publicKey();
  markMine(me);
  if (document.querySelector("[data-key-state]") !== null) await showKeyState();
  if (me === null) return;
  if (location.pathname === "/desk" && !new URLSearchParams(location.search).has("key")) {
    location.replace(`/desk?key=${me}`);
    return;
  }
  await Promise.all([fillMe(me), resend(), workSwitch(me)]);
}

/** A new festival is most likely where its author is. */
function fillZone(): void {
  const input = document.querySelector<HTMLInputElement>("[data-zone-default]");
  if (input === null || input.value !== input.defaultValue) return;
  input.value = Intl.DateTimeFormat().resolvedOptions().timeZone || input.value;
}

/** What is folded opens where a link leads into it: not all browsers do that by themselves. */
function unfold(): void {
  document.querySelector(":target")?.closest("details")?.setAttribute("open", "");
}

/** Sends what the node lacked when it was signed, if there is any. */
async function resend(): Promise<void> {
  if (await sendKept()) say(t("resent"));
}

/** The switch of the desk; and where it is on, policies answer from any page. */
async function workSwitch(me: string): Promise<void> {
  const on = await kept(`policies/${me}`);
  const box = document.querySelector<HTMLInputElement>("[data-policy-switch]");
  if (box !== null) {
    box.checked = on === true;
    box.addEventListener("change", () => {
      switchPolicies(box.checked).catch(sayFailure);
    });
  }
  if (on === true) startPolicies();
}

document.body.addEventListener("htmx:afterSettle", () => markMine(publicKey()));
addEventListener("hashchange", unfold);
addEventListener("online", () => {
  resend().catch(sayFailure);
});

start().catch(sayFailure);
