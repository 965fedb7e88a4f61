/** The owner answers every request by hand. */
import { object } from "zod/mini";
import { definePolicy } from "./policy.ts";

export const manual = definePolicy({
  name: "manual",
  params: object({}),
  example: {},
  texts: {
    title: { en: "I decide each time" },
    summary: { en: "You answer each request by hand, on your desk." },
    explain: () => [{ words: { en: "The owner decides each time, by hand." } }],
  },
  ownerFields: [],
  decide: () => ({ kind: "ask", why: "manual" }),
});
