/** A context of resources, events and requests, and the boundary of gossip. Closed, not deleted. */
import {
  ascii,
  bytes,
  flag,
  id,
  integer,
  line,
  lines,
  oneOf,
  optional,
  required,
  time,
  withDefault,
} from "./field.ts";
import { defineSchema } from "./schema.ts";

export const NONCE_BYTES = 16;

export const festival = defineSchema({
  name: "festival",
  version: 1,
  home: "festival",
  actions: ["create", "update"],
  fields: {
    nonce: required(bytes(NONCE_BYTES), { bytesIn: "value", createOnly: true }),
    title: withDefault(line(200), ""),
    description: withDefault(lines(10_000), ""),
    start: optional(time),
    end: optional(time),
    timezone: withDefault(ascii(64), "UTC"),
    /** Minutes after midnight at which a day ends; shown as 360 where not given. */
    dayBreak: optional(integer(0, 1_439)),
    parent: optional(id, { bytesIn: "value", createOnly: true }),
    visibility: withDefault(oneOf("public", "unlisted"), "public"),
    /** A resource: events that hold it are official. */
    token: optional(id, { bytesIn: "value" }),
    closed: optional(flag),
  },
  holds: ({ start, end }) => start === undefined || end === undefined || start < end,
});
