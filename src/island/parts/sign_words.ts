/** What is said of forms. */
import type { FieldErrorCode } from "../../core/forms/mod.ts";
import { wordsIn } from "../strings.ts";

export const t = wordsIn({
  en: {
    "field.missing": "This is needed.",
    "field.not-a-time": "This is no day and time.",
    "field.no-such-time": "The clocks skip this time: choose one before or after.",
    "field.start-after-end": "The end must be after the start.",
    "field.unknown-zone": "No such time zone is known; one is Europe/Berlin.",
    "field.not-a-number": "This is no number.",
    "field.out-of-range": "This number is too small or too large.",
    "field.not-an-id": "This is no id: 64 digits from 0 to f.",
    "field.not-a-choice": "Choose one of those that are offered.",
    "field.more-than-there-is": "There are not so many.",
    "field.no-days": "Choose hours of days first: from always, only shown days can be cut.",
    "field.nothing-left": "Every day conflicts, so nothing is left.",
    "field.unknown-resource": "This node does not know it.",
    "field.too-long": "This is too long.",
    "field.too-many": "These are too many.",
    "field.bad-characters": "This has characters that cannot be kept, such as tabs.",
    "field.no-effect": "This would have no effect.",
    "sent": "Done: signed and published.",
    "nothing": "Nothing was changed, so nothing was signed.",
  },
});

export function fieldWords(code: FieldErrorCode): string {
  return t(`field.${code}`);
}
