/** A festival, announced in its parent's log by the festival's own author. */
import { bytes, id, line, required, withDefault } from "./field.ts";
import { NONCE_BYTES } from "./festival.ts";
import { defineSchema } from "./schema.ts";

export const nesting = defineSchema({
  name: "nesting",
  version: 1,
  home: "festival",
  actions: ["create", "delete"],
  fields: {
    child: required(id, { bytesIn: "value" }),
    /** The child's, so that its author can be checked. */
    nonce: required(bytes(NONCE_BYTES), { bytesIn: "value" }),
    title: withDefault(line(200), ""),
  },
});
