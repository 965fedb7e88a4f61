/** The answer of a resource's owner, or their deputy, to a request. */
import { id, lines, oneOf, optional, required } from "./field.ts";
import { defineSchema } from "./schema.ts";

export const authorization = defineSchema({
  name: "authorization",
  version: 1,
  home: "festival",
  actions: ["create", "delete"],
  fields: {
    request: required(id, { bytesIn: "value" }),
    verdict: required(oneOf("confirmed", "denied")),
    reason: optional(lines(1_000)),
  },
});
