/** Making, saving, bringing and forgetting the key: the page Key, and the dialog for who has none. */
import { type LogEntryAnswer, type SignerError } from "../client/mod.ts";
import { fromHex, logIdOf } from "../core/messages/mod.ts";
import { messagesFromForm } from "../core/forms/mod.ts";
import { linesOf, make } from "./element.ts";
import { fillMe, markMine } from "./marks.ts";
import { type Me, whoAmI } from "./me.ts";
import { backUp, forgetKey, importKey, makeKey, myKey } from "./my_key.ts";
import { client } from "./node.ts";
import { ask, say, sayAt, sayFailure } from "./notice.ts";
import { confirmHead, entryWords, publish, tell } from "./publish.ts";
import { t } from "./strings.ts";

/** Asks only about this many festivals what a key signed in them. */
const FESTIVALS_ASKED = 50;
const DOWNLOAD_MS = 60_000;

/** Does what a button of `data-key-action` says. */
export async function actOnKey(button: HTMLElement): Promise<void> {
  button.setAttribute("aria-busy", "true");
  try {
    switch (button.dataset["keyAction"]) {
      case "create":
        return await create(button);
      case "import":
        return await bring(button);
      case "backup":
        return await save();
      case "forget":
        return await forget();
      case "confirm-log":
        return await confirmLogs();
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
  if (key?.before === "unknown") await showUnconfirmed();
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
  if (name?.value.trim()) await publishName(me, name.value);
  await showNewKey(me);
  if (whenMade === null) return sayAt("/key", t("key.made"));
  say(t("key.made"));
  // Before the dialog closes, which would mean that there is none.
  whenMade(me);
  whenMade = null;
  button.closest("dialog")?.close();
}

async function publishName(me: Me, name: string): Promise<void> {
  const form = messagesFromForm(
    [["schema", "user"], ["action", "create"], ["name", name]],
    { at: Date.now() },
  );
  // A key without its name is better than none: the profile can be written later.
  if (form.ok) tell(await publish(me, form.messages));
}

async function showNewKey(me: Me): Promise<void> {
  markMine(me.key.publicKey);
  await fillMe(me.key.publicKey);
  await showKeyState();
}

async function bring(button: HTMLElement): Promise<void> {
  const form = button.closest("form");
  const file = form?.querySelector<HTMLInputElement>('[type="file"]')?.files?.[0];
  const typed = form?.querySelector<HTMLInputElement>('[name="seed"]')?.value ?? "";
  const imported = importKey(file === undefined ? typed : await file.text());
  if (imported === null) return say(t("key.bad-file"), "bad");
  const { before } = await imported;
  sayAt("/key", t(before === "unknown" ? "key.unknown" : "key.imported"));
}

async function save(): Promise<void> {
  const me = await whoAmI();
  if (me === null) return;
  const text = await backUp(me.key, me.journal);
  if (text === null) return say(t("key.locked"), "warning");
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const download = `p2panda-key-${me.key.publicKey.slice(0, 8)}.json`;
  make("a", { href: address, download }).click();
  // Some browsers read it only after this click is over.
  setTimeout(() => URL.revokeObjectURL(address), DOWNLOAD_MS);
  const isLocked = !("seed" in (await myKey())!.secret);
  say(t(isLocked ? "key.saved" : "key.saved-seed"));
}

async function forget(): Promise<void> {
  const key = await myKey();
  if (key === null) return;
  const words = { title: t("forget.title"), lines: [t("forget.why")] };
  if (!key.isSaved && !await ask(words, t("forget.yes"), t("no"))) return;
  await forgetKey(key);
  sayAt("/key", t("key.forgotten"));
}

interface OpenLog {
  readonly error: SignerError & { readonly code: "unknown-head" };
  readonly words: string;
}

/** Logs of this key on the node that were not signed here. */
async function openLogs(me: Me): Promise<OpenLog[]> {
  const festivals = await client.festivals(FESTIVALS_ASKED);
  const names = festivals.ok ? festivals.value.items.map(({ id }) => id) : [];
  const open: OpenLog[] = [];
  for (const name of [null, ...names]) {
    const festival = name === null ? null : fromHex(name);
    const next = await client.next(me.signer.publicKey, festival);
    if (!next.ok || next.value.seqNum === 1) continue;
    const logId = festival === null ? 0 : logIdOf(festival);
    const seqNum = next.value.seqNum - 1;
    const held = (await me.journal.last(logId))?.seqNum ?? 0;
    if (held >= seqNum) continue;
    const page = await client.log(me.key.publicKey, logId, {
      from: seqNum,
      limit: 1,
      festival: name ?? undefined,
    });
    const one: LogEntryAnswer | undefined = page.ok ? page.value.items[0] : undefined;
    if (one === undefined) continue;
    const payload = one.payload === null ? null : fromHex(one.payload);
    const head = { seqNum, hash: one.hash, payload };
    open.push({
      error: { code: "unknown-head", logId, festival: name, head },
      words: entryWords(seqNum, payload),
    });
  }
  return open;
}

async function showUnconfirmed(): Promise<void> {
  const me = await whoAmI();
  const part = document.querySelector<HTMLElement>('[data-key-state="unconfirmed"]');
  const list = document.querySelector("[data-key-logs]");
  if (me === null || part === null || list === null) return;
  const open = await openLogs(me);
  part.hidden = open.length === 0;
  list.replaceChildren(...linesOf(open.map(({ words }) => words)));
}

/** The page showed the last entry of each log, and this button says that they are right. */
async function confirmLogs(): Promise<void> {
  const me = await whoAmI();
  if (me === null) return;
  for (const { error } of await openLogs(me)) {
    if (!await confirmHead(me, error)) return;
  }
  await showUnconfirmed();
  say(t("logs.none"));
}
