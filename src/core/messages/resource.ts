/** Anything shared: a hall, a PA, a skill. Its one author is its owner. */
import * as z from "zod/mini";
import type { CborValue } from "./cbor.ts";
import { encodeCbor } from "./encode_cbor.ts";
import {
  access,
  flag,
  id,
  integer,
  line,
  lines,
  list,
  map,
  optional,
  tags,
  time,
  withDefault,
} from "./field.ts";
import { defineSchema } from "./schema.ts";

const MAX_POLICY_PARAMS_BYTES = 4_000;

type PolicyParams = { readonly [key: string]: CborValue };

const policyParams = z.custom<PolicyParams>((value) =>
  typeof value === "object" && value !== null && !Array.isArray(value) &&
  !(value instanceof Uint8Array) && cborLength(value as PolicyParams) <= MAX_POLICY_PARAMS_BYTES
);

/** Infinity for what cannot be encoded, which a decoded value always can. */
function cborLength(value: PolicyParams): number {
  try {
    return encodeCbor(value).length;
  } catch {
    return Infinity;
  }
}

export const resource = defineSchema({
  name: "resource",
  version: 1,
  home: "festival",
  actions: ["create", "update", "delete"],
  fields: {
    title: withDefault(line(200), ""),
    description: withDefault(lines(10_000), ""),
    /** `item`, `skill`, `space`, `location`, or any other word. */
    kind: withDefault(line(40), "item"),
    tags: withDefault(tags, []),
    /** How many there are. */
    quantity: withDefault(integer(1), 1),
    /** How many people fit. */
    people: optional(integer(1)),
    /** When it can be had; none given: always. A warning, never a rule of a booking. */
    availability: optional(list(map({ start: time, end: time }), 400)),
    /** `Choice:` params may be left out: most policies have none. */
    policy: withDefault(
      map({ name: line(40), params: z._default(policyParams, {}) }),
      { name: "first-come-first-served", params: {} },
    ),
    /** The key that may answer in the owner's stead. */
    deputy: optional(id, { bytesIn: "value" }),
    requires: optional(list(id, 16), { bytesIn: "items" }),
    contact: optional(line(200)),
    place: optional(map({
      /** Latitude and longitude in 10⁻⁷ degrees. */
      gps: z.optional(z.tuple([integer(), integer()])),
      address: z.optional(line(400)),
      url: z.optional(line(500)),
      /** Millimetres. */
      position: z.optional(z.tuple([integer(), integer(), integer()])),
      onRequest: z.optional(flag),
    })),
    access: optional(access),
  },
});
