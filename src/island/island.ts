/**
 * What makes pages writable: holds the key, builds and signs messages, answers by policies. Loaded by
 * `src/reader` where there is a key, or at the first wish to write.
 */
import { actOnKey, showKeyState } from "./key_page.ts";
import { fillMe, markMine } from "./marks.ts";
import { client, type Me, sendKept, whoAmI } from "./me.ts";
import { say, sayFailure, saySaved } from "./notice.ts";
import { isSwitchedOn, startPolicies, switchPolicies } from "./policy_runner.ts";
import { sign } from "./sign_form.ts";
import { t } from "./strings.ts";

export { actOnKey, sign };

async function start(): Promise<void> {
  saySaved();
  fillZone();
  const me = await whoAmI();
  markMine(me?.key.publicKey ?? null);
  await showKeyState();
  if (me === null) return;
  if (location.pathname === "/desk" && !new URLSearchParams(location.search).has("key")) {
    location.replace(`/desk?key=${me.key.publicKey}`);
    return;
  }
  await Promise.all([fillMe(me.key.publicKey, client), resend(me), workSwitch(me)]);
}

/** A new festival is most likely where its author is. */
function fillZone(): void {
  const input = document.querySelector<HTMLInputElement>("[data-zone-default]");
  if (input === null || input.value !== input.defaultValue) return;
  input.value = Intl.DateTimeFormat().resolvedOptions().timeZone || input.value;
}

async function resend(me: Me): Promise<void> {
  if (await sendKept(me)) say(t("resent"));
}

async function workSwitch(me: Me): Promise<void> {
  const on = await isSwitchedOn(me);
  const box = document.querySelector<HTMLInputElement>("[data-policy-switch]");
  if (box !== null) {
    box.checked = on;
    box.addEventListener("change", () => {
      switchPolicies(me, box.checked).catch(sayFailure);
    });
  }
  if (on) startPolicies(me);
}

document.body.addEventListener("htmx:afterSettle", () => {
  whoAmI().then((me) => markMine(me?.key.publicKey ?? null), sayFailure);
});
addEventListener("online", () => {
  whoAmI().then((me) => me && resend(me)).catch(sayFailure);
});

start().catch(sayFailure);
