/**
 * The parts of the island: scripts of their own, each loaded when somebody first needs it, so that
 * the base (`../base.ts`) stays small for those who only sign something.
 *
 * A new one is a file `parts/<name>.ts` and a line here; `tools/build_static.ts` makes
 * `static/island-<name>.js` of it, `tests/island/weight_test.ts` wants its budget. It is loaded by
 * `(await loadPart("<name>")).someFunction(…)` from anywhere in the island, with the address that holds
 * its version, and so is kept for ever by the browser.
 *
 * A part imports whatever it needs by the usual paths: modules that the base holds (`../notice.ts`,
 * `../me.ts`, `../publish.ts`, `../../client/mod.ts`, `../../core/messages/mod.ts` …) come from the base's
 * script at run time, so there is one copy of each, state and all; everything else is bundled into the
 * part. State that two parts share belongs into the base: the build refuses a second copy.
 * Words of a part stand in it, by `wordsIn` of `../strings.ts`.
 */
export const PARTS = {
  /** What speaks against a time or a request, beside the form's button. */
  advice: () => import("./advice.ts"),
  /** What policies ask of who asks for several things at once, before they are signed. */
  along: () => import("./along.ts"),
  /** Proposals that this browser set aside. */
  aside: () => import("./aside.ts"),
  /** What answers to requests come to, before they are signed. */
  answers: () => import("./answers.ts"),
  /** What is typed and not signed yet. */
  drafts: () => import("./drafts.ts"),
  /** Ed25519 where the browser has none of its own. */
  ed25519: () => import("./ed25519.ts"),
  /** The game of the policy `game`: pages that show it name its script themselves. */
  game: () => import("./game.ts"),
  /** What the page Key does more rarely than making a key. */
  key: () => import("./key.ts"),
  /** Answers by the owner's policies while a page is open. */
  policies: () => import("./policies.ts"),
  /** What there is no room for: which of several to confirm, and what helps. */
  room: () => import("./room.ts"),
  /** All days of a series, before they are signed. */
  series: () => import("./series.ts"),
  /** Accepting what somebody proposed, and keeping what a deputy confirmed. */
  proposals: () => import("./proposals.ts"),
  /** From a form to what is signed: the forms of `core/forms`, and what is verified before an answer. */
  sign: () => import("./sign.ts"),
  /** Sharing and copying what tells somebody of a request. */
  tell: () => import("./tell.ts"),
  /** Takes back what was just signed. */
  undo: () => import("./undo.ts"),
};
