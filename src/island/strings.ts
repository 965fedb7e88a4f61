/** Every word that the base of the island says; each part has its own. */
const EN = {
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
  "undo": "Undo",
  "key.made": "Your key is made, and is only in this browser. Save it soon, on the page Key.",
} as const;

/** Gives the words of a name, in the page's language; text alone, never HTML. English at least. */
export function wordsIn<Name extends string>(
  languages: { readonly en: Readonly<Record<Name, string>> },
): (name: Name, params?: Readonly<Record<string, string | number>>) => string {
  return (name, params = {}) => {
    const lang = document.documentElement.lang.split("-")[0] as keyof typeof languages;
    const words: string = (languages[lang] ?? languages.en)[name];
    return words.replace(/\{(\w+)\}/g, (whole, param: string) => String(params[param] ?? whole));
  };
}

export const t = wordsIn({ en: EN });
