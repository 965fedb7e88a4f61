/** What somebody thinks of a request, for resources whose policy counts votes. */
import { id, oneOf, required } from "./field.ts";
import { defineSchema } from "./schema.ts";

export const vote = defineSchema({
  name: "vote",
  version: 1,
  home: "festival",
  actions: ["create", "delete"],
  fields: {
    request: required(id, { bytesIn: "value" }),
    verdict: required(oneOf("confirmed", "denied")),
  },
});
