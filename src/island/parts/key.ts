/** Saving, bringing and forgetting the key, and confirming its logs: what the page Key does beside making one. */
import type { LogEntryAnswer, SignerError } from "../../client/mod.ts";
import { fromHex, logIdOf } from "../../core/messages/mod.ts";
import { linesOf, make } from "../element.ts";
import { IdbJournal } from "../idb_journal.ts";
import { type Me, whoAmI } from "../me.ts";
import { dropKey, myKey } from "../my_key.ts";
import { client } from "../node.ts";
import { ask, say, sayAt } from "../notice.ts";
import { confirmHead, entryWords } from "../publish.ts";
import { t as said, wordsIn } from "../strings.ts";
import { backUp, importKey } from "./key_file.ts";

const t = wordsIn({
  en: {
    "key.bad-file": "This is no key: choose the file that you saved, or give its 64 digits.",
    "key.imported": "Your key is here.",
    "key.unknown": "Your key is here. Before it signs, you will be asked what it signed last.",
    "key.saved":
      "Saved to your downloads. Keep the file safe: it is your key. From now on it cannot leave this browser.",
    "key.saved-seed": "Saved to your downloads. Keep the file safe: it is your key.",
    "key.locked":
      "Your key was saved before and cannot leave this browser any more: use the file you have.",
    "key.forgotten": "The key is gone from this browser.",
    "forget.title": "This key was never saved",
    "forget.why":
      "Once it is forgotten nobody can bring it back, and nobody can answer in its name.",
    "forget.yes": "Forget it for ever",
    "logs.none": "All logs of this key go on from here.",
  },
});

/** Asks only about this many festivals what a key signed in them. */
const FESTIVALS_ASKED = 50;
const DOWNLOAD_MS = 60_000;

export async function bring(button: HTMLElement): Promise<void> {
  const form = button.closest("form");
  const file = form?.querySelector<HTMLInputElement>('[type="file"]')?.files?.[0];
  const typed = form?.querySelector<HTMLInputElement>('[name="seed"]')?.value ?? "";
  const imported = importKey(file === undefined ? typed : await file.text());
  if (imported === null) return void say(t("key.bad-file"), "bad");
  const { before } = await imported;
  sayAt("/key", t(before === "unknown" ? "key.unknown" : "key.imported"));
}

export async function save(): Promise<void> {
  const me = await whoAmI();
  if (me === null) return;
  const text = await backUp(me.key, me.journal);
  if (text === null) return void say(t("key.locked"), "warning");
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const download = `p2panda-key-${me.key.publicKey.slice(0, 8)}.json`;
  make("a", { href: address, download }).click();
  // Some browsers read it only after this click is over.
  setTimeout(() => URL.revokeObjectURL(address), DOWNLOAD_MS);
  const isLocked = !("seed" in (await myKey())!.secret);
  say(t(isLocked ? "key.saved" : "key.saved-seed"));
}

export async function forget(): Promise<void> {
  const key = await myKey();
  if (key === null) return;
  const words = { title: t("forget.title"), lines: [t("forget.why")] };
  if (!key.isSaved && !await ask(words, t("forget.yes"), said("no"))) return;
  await new IdbJournal(key.publicKey).clear();
  await dropKey(key);
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

export async function showUnconfirmed(): Promise<void> {
  const me = await whoAmI();
  const part = document.querySelector<HTMLElement>('[data-key-state="unconfirmed"]');
  const list = document.querySelector("[data-key-logs]");
  if (me === null || part === null || list === null) return;
  const open = await openLogs(me);
  part.hidden = open.length === 0;
  list.replaceChildren(...linesOf(open.map(({ words }) => words)));
}

/** The page showed the last entry of each log, and this button says that they are right. */
export async function confirmLogs(): Promise<void> {
  const me = await whoAmI();
  if (me === null) return;
  for (const { error } of await openLogs(me)) {
    if (!await confirmHead(me, error)) return;
  }
  await showUnconfirmed();
  say(t("logs.none"));
}
