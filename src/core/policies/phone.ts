/** Who asks calls the owner, who then confirms by hand. */
import { object, optional } from "zod/mini";
import { text } from "./param_types.ts";
import { definePolicy } from "./policy.ts";

export const phone = definePolicy({
  name: "phone",
  params: object({ contact: optional(text(200)) }),
  example: { contact: "tel:+490000000" },
  texts: {
    title: { en: "Ask me by phone" },
    summary: { en: "Shows how to reach you; you confirm by hand once you have talked." },
    explain({ contact = "" }, resource) {
      const reach = contact || resource.contact || "";
      return reach === ""
        ? [{ words: { en: "Talk to the owner first: they confirm by hand." } }]
        : [{
          words: { en: "Talk to the owner first: {contact}. They confirm by hand." },
          values: { contact: { contact: reach } },
        }];
    },
  },
  ownerFields: [{
    name: "contact",
    kind: "text",
    most: 200,
    label: { en: "Phone number, or where to find you" },
    help: {
      en: "Everybody can read this, and it cannot be called back once it is signed. " +
        "Empty: the contact of this resource.",
    },
  }],
  decide: () => ({ kind: "ask", why: "phone" }),
});
