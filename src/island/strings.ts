/** Every word that the island says, through one function. */
import type { FieldErrorCode } from "../core/forms/mod.ts";

const EN = {
  "field.missing": "This is needed.",
  "field.not-a-time": "This is no day and time.",
  "field.no-such-time": "The clocks skip this time: choose one before or after.",
  "field.start-after-end": "The end must be after the start.",
  "field.unknown-zone": "No such time zone is known; one is Europe/Berlin.",
  "field.not-a-number": "This is no number.",
  "field.out-of-range": "This number is too small or too large.",
  "field.not-an-id": "This is no id: 64 digits from 0 to f.",
  "field.not-a-choice": "Choose one of those that are offered.",
  "field.too-long": "This is too long.",
  "field.too-many": "These are too many.",
  "field.bad-characters": "This has characters that cannot be kept, such as tabs.",
  "field.no-effect": "This would have no effect.",
  "sent": "Done: signed and published.",
  "nothing": "Nothing was changed, so nothing was signed.",
  "kept": "The node cannot be reached. What you signed is kept here and will be sent again.",
  "resent": "What was kept here has been sent.",
  "offline": "The node cannot be reached. Nothing was signed; try again later.",
  "ignored": "Signed and published, but without effect: {why}.",
  "refused": "The node did not take it: {why}",
  "cut":
    "Two different entries of this key were signed for one place, so its log has ended. Go on with a new key.",
  "conflict":
    "This key signed something else elsewhere, for the same place of its log. To go on here would break the log: use the other device, or a new key.",
  "node-behind":
    "This node does not have all that this key signed (up to entry {n}). Connect it to one that has.",
  "not-followed":
    "This node does not take this festival: whoever runs it can follow it, or announce it with the operator’s token.",
  "failed": "That did not work: {why}",
  "changed":
    "What is shown here is not what was signed, so nothing was answered. Load the page again.",
  "unverified": "The request could not be verified, so nothing was answered: {why}",
  "head.title": "Is this the last thing that you signed?",
  "head.why":
    "This key was brought here. To go on from the wrong place would break its log for good.",
  "head.entry": "Entry {n}, {when}: {what}",
  "head.none":
    "This node holds nothing that this key signed here. Has it never written in this festival, anywhere?",
  "head.yes": "Yes, go on from there",
  "head.no": "No, or not sure",
  "head.stopped": "Nothing was signed.",
  "some time": "at some time",
  "insecure.title": "This connection is not secure",
  "insecure.why":
    "Anybody between you and this node could change its pages and take a key that you make here. On your own network with people you trust this may be all right.",
  "insecure.yes": "Make the key anyway",
  "no": "Not now",
  "key.made": "Your key is made, and is only in this browser. Save it soon, on the page Key.",
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
  "forget.why": "Once it is forgotten nobody can bring it back, and nobody can answer in its name.",
  "forget.yes": "Forget it for ever",
  "logs.none": "All logs of this key go on from here.",
  "policy.on": "Your policies answer while this page is open.",
  "policy.off": "Your policies do not answer any more.",
  "policy.confirmed": "Confirmed by your policy: {what}.",
  "policy.denied": "Denied by your policy: {what}.",
  "policy.request": "{event} for {resource}",
  "policy.confirm": "first sign something by hand, and say what this key signed last",
  "policy.stopped": "Your policies stopped answering: {why}",
} as const;

export type Words = keyof typeof EN;

const LANGUAGES: { readonly [lang: string]: Readonly<Record<Words, string>> } = { en: EN };

/** The words of a name, in the page's language; text alone, never HTML. */
export function t(name: Words, params: Readonly<Record<string, string | number>> = {}): string {
  const lang = document.documentElement.lang.split("-")[0] ?? "";
  const words: string = (LANGUAGES[lang] ?? EN)[name];
  return words.replace(/\{(\w+)\}/g, (whole, param: string) => String(params[param] ?? whole));
}

export function fieldWords(code: FieldErrorCode): string {
  return t(`field.${code}`);
}
