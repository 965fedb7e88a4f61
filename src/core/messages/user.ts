/** A profile. Each message is a create that holds all of it; the highest valid seqnum counts. */
import { id, line, lines, links, list, optional, withDefault } from "./field.ts";
import { defineSchema } from "./schema.ts";

export const user = defineSchema({
  name: "user",
  version: 1,
  home: "profile",
  actions: ["create", "delete"],
  fields: {
    name: withDefault(line(80), ""),
    about: optional(lines(4_000)),
    contact: optional(line(200)),
    links: optional(links),
    /** Public keys of those who may propose for this key: it is a collective's. */
    members: optional(list(id, 64), { bytesIn: "items" }),
  },
});
