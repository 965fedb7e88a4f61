/** Something that happens at a time and asks for resources. */
import {
  access,
  line,
  lines,
  links,
  oneOf,
  optional,
  required,
  tags,
  time,
  withDefault,
} from "./field.ts";
import { defineSchema } from "./schema.ts";

export const event = defineSchema({
  name: "event",
  version: 1,
  home: "festival",
  actions: ["create", "update", "delete"],
  fields: {
    title: withDefault(line(200), ""),
    description: withDefault(lines(10_000), ""),
    start: required(time),
    end: required(time),
    tags: withDefault(tags, []),
    stage: withDefault(oneOf("idea", "planned", "cancelled"), "planned"),
    /** Words, for a place that nobody owns. */
    where: optional(line(200)),
    links: optional(links),
    access: optional(access),
  },
  holds: ({ start, end }) => start < end,
});
