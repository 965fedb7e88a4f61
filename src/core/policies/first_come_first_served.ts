/** Whoever asked first has it; what leaves no room waits in line. */
import { object, optional } from "zod/mini";
import { amongHolders } from "./holders.ts";
import { overLimit } from "./limits.ts";
import { id, whole } from "./param_types.ts";
import { definePolicy, type Sentence } from "./policy.ts";
import { placeInLine } from "./room.ts";

export const firstComeFirstServed = definePolicy({
  name: "first-come-first-served",
  params: object({
    hours: optional(whole(1, 24)),
    bookings: optional(whole(1)),
    atOnce: optional(whole(1)),
    /** Whose holders alone can have it. */
    token: optional(id),
  }),
  example: { hours: 4, bookings: 6 },
  texts: {
    title: { en: "First come, first served" },
    summary: {
      en: "Whoever asks first for a free time gets it at once; others wait in line. " +
        "You can limit what one key may have.",
    },
    explain({ hours, bookings, atOnce, token }) {
      const sentences: Sentence[] = [{
        words: {
          en: "First come, first served: whoever asks first for a free time gets it, " +
            "others wait in line.",
        },
      }];
      if (hours !== undefined) {
        sentences.push({
          words: {
            en: {
              one: "One key can have {n} hour a day of all that this owner shares here.",
              other: "One key can have {n} hours a day of all that this owner shares here.",
            },
          },
          values: { n: hours },
        });
      }
      if (bookings !== undefined) {
        sentences.push({
          words: {
            en: {
              one: "One key can have {n} booking of all that this owner shares here.",
              other: "One key can have {n} bookings of all that this owner shares here.",
            },
          },
          values: { n: bookings },
        });
      }
      if (atOnce !== undefined) {
        sentences.push({
          words: { en: "One key can have {n} of it at one time." },
          values: { n: atOnce },
        });
      }
      if (token !== undefined) {
        sentences.push({
          words: {
            en:
              "Only for those who have {token}: ask for that too, and this waits until you have it.",
          },
          values: { token: { resource: token } },
        });
      }
      return sentences;
    },
  },
  ownerFields: [
    {
      name: "hours",
      kind: "number",
      min: 1,
      max: 24,
      label: { en: "Hours a day for one key" },
      help: {
        en:
          "Counted over everything of yours in this festival, in the festival’s own days. What goes " +
          "over it is denied. Empty: no limit.",
      },
    },
    {
      name: "bookings",
      kind: "number",
      min: 1,
      label: { en: "Bookings for one key" },
      help: { en: "Counted over everything of yours in this festival. Empty: no limit." },
    },
    {
      name: "atOnce",
      kind: "number",
      min: 1,
      label: { en: "How many of these one key can have at one time" },
      help: { en: "Where there are several. Empty: all of them." },
    },
    {
      name: "token",
      kind: "resource",
      label: { en: "Only for those who have" },
      help: {
        en: "The address of another resource, say of a wristband that you confirm by hand. " +
          "Whoever has none of it waits. A key is made in a second: a limit for each key " +
          "holds only where not everybody has this.",
      },
    },
  ],
  needs: ({ hours, bookings, token }) => ({
    held: hours !== undefined || bookings !== undefined,
    tokens: token === undefined ? [] : [token],
  }),
  decide(context, params) {
    const place = params.token === undefined
      ? placeInLine(context)
      : amongHolders(context, params.token);
    // What leaves it to the owner, or can never be, needs no limit.
    if (place.kind === "ask" || place.kind === "deny") return place;
    const why = overLimit(context, params);
    return why === null ? place : { kind: "deny", reason: why };
  },
});
