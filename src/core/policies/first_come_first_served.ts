/** Whoever asked first has it; what leaves no room waits in line. */
import * as z from "zod/mini";
import { definePolicy } from "./policy.ts";
import { placeInLine } from "./room.ts";

export const firstComeFirstServed = definePolicy({
  name: "first-come-first-served",
  params: z.object({}),
  texts: {
    title: { en: "First come, first served" },
    summary: { en: "" },
    explain: () => [],
  },
  ownerFields: [],
  decide: (context) => placeInLine(context),
});
