/** For those alone who have a standing request for another resource: a wristband, a membership. */
import { object } from "zod/mini";
import { amongHolders } from "./holders.ts";
import { id } from "./param_types.ts";
import { definePolicy } from "./policy.ts";

export const token = definePolicy({
  name: "token",
  params: object({ token: id }),
  example: { token: "00".repeat(32) },
  texts: {
    title: { en: "For those who have something else" },
    summary: {
      en: "Whoever has a confirmed request for another resource gets what is free, whatever that " +
        "request’s time; others wait.",
    },
    explain: ({ token }) => [
      {
        words: { en: "For those who have {token}: ask for that first." },
        values: { token: { resource: token } },
      },
      {
        words: { en: "Among them, who asked first is first; all others wait until they have it." },
      },
    ],
  },
  ownerFields: [{
    name: "token",
    kind: "resource",
    required: true,
    label: { en: "What they must have" },
    help: {
      en: "The address of another resource: one of yours that you confirm by hand, or that of " +
        "somebody whom you trust to choose.",
    },
  }],
  needs: ({ token }) => ({ tokens: [token] }),
  decide: (context, { token }) => amongHolders(context, token),
});
