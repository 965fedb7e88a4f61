/**
 * An event asks for a resource over a time, in the log of the resource's festival. Never updated,
 * only withdrawn: a confirmation means what it meant when it was signed.
 */
import { id, integer, line, lines, optional, required, time, withDefault } from "./field.ts";
import { defineSchema } from "./schema.ts";

export const request = defineSchema({
  name: "request",
  version: 1,
  home: "festival",
  actions: ["create", "delete"],
  fields: {
    event: required(id, { bytesIn: "value" }),
    eventTitle: optional(line(200)),
    eventFestival: optional(id, { bytesIn: "value" }),
    resource: required(id, { bytesIn: "value" }),
    start: required(time),
    end: required(time),
    quantity: withDefault(integer(1), 1),
    note: optional(lines(1_000)),
    /** To what the resource's policy asked. */
    answer: optional(lines(1_000)),
    /** An own earlier request for the same resource, withdrawn once this one is confirmed. */
    replaces: optional(id, { bytesIn: "value" }),
  },
  holds: ({ start, end }) => start < end,
});
