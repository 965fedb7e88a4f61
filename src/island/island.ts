/**
 * What makes pages writable: holds the key, builds and signs messages, answers by policies. Loaded by
 * `src/reader` where there is a key, or at the first wish to write; and itself only what a reader with
 * a key needs. All that knows of logs and messages is loaded when something is to be signed.
 */
import { done, startingWith, transact } from "./database.ts";
import { fillMe, markMine, publicKey } from "./marks.ts";
import { say, sayFailure, saySaved } from "./notice.ts";
import { t } from "./strings.ts";

/** Signs what a form says. */
export async function sign(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
  const { sign } = await loaded(import("./work.ts"));
  await sign(form, submitter);
}

/** Does what a button of `data-key-action` says. */
export async function actOnKey(button: HTMLElement): Promise<void> {
  const { actOnKey } = await loaded(import("./work.ts"));
  await actOnKey(button);
}

/** Says so where a part of the island cannot be loaded. */
async function loaded<Part>(part: Promise<Part>): Promise<Part> {
  part.catch(sayFailure);
  return await part;
}

async function start(): Promise<void> {
  saySaved();
  fillZone();
  const me = publicKey();
  markMine(me);
  if (document.querySelector("[data-key-state]") !== null) {
    const { showKeyState } = await import("./work.ts");
    await showKeyState();
  }
  if (me === null) return;
  if (location.pathname === "/desk" && !new URLSearchParams(location.search).has("key")) {
    location.replace(`/desk?key=${me}`);
    return;
  }
  await Promise.all([fillMe(me), resend(me), workSwitch(me)]);
}

/** A new festival is most likely where its author is. */
function fillZone(): void {
  const input = document.querySelector<HTMLInputElement>("[data-zone-default]");
  if (input === null || input.value !== input.defaultValue) return;
  input.value = Intl.DateTimeFormat().resolvedOptions().timeZone || input.value;
}

/** Sends what the node lacked when it was signed, if there is any. */
async function resend(me: string): Promise<void> {
  const marks = startingWith(`unsent/${me}/`);
  const open = await transact("readonly", (store) => done(store("rest").count(marks)));
  if (open === 0) return;
  const { sendKept } = await import("./work.ts");
  if (await sendKept()) say(t("resent"));
}

/** The switch of the desk; and where it is on, policies answer from any page. */
async function workSwitch(me: string): Promise<void> {
  const on = await transact("readonly", (store) => done(store("rest").get(`policies/${me}`)));
  const box = document.querySelector<HTMLInputElement>("[data-policy-switch]");
  if (box !== null) {
    box.checked = on === true;
    box.addEventListener("change", () => {
      loaded(import("./policy_runner.ts")).then((runner) => runner.switchPolicies(box.checked))
        .catch(sayFailure);
    });
  }
  if (on === true) (await import("./policy_runner.ts")).startPolicies();
}

document.body.addEventListener("htmx:afterSettle", () => markMine(publicKey()));
addEventListener("online", () => {
  const me = publicKey();
  if (me !== null) resend(me).catch(sayFailure);
});

start().catch(sayFailure);
