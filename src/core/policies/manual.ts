/** The owner answers every request by hand. */
import * as z from "zod/mini";
import { definePolicy } from "./policy.ts";

export const manual = definePolicy({
  name: "manual",
  params: z.object({}),
  texts: {
    title: { en: "By hand" },
    summary: { en: "" },
    explain: () => [],
  },
  ownerFields: [],
  decide: () => ({ kind: "ask", why: "manual" }),
});
