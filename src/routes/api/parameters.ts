/** What can stand in the path and the query of an API address. */
import { z } from "@hono/zod-openapi";

/** A document's, a festival's or a user's. */
export const Id = z.string().regex(/^[0-9a-f]{64}$/, "must be 64 lower-case hex digits")
  .openapi({ example: "ab".repeat(32) });

/** Log 0 belongs to profiles, so no festival's id begins with six zero bytes. */
export const FestivalId = Id.refine((id) => !id.startsWith("000000000000"), {
  message: "cannot be a festival's: it begins with zeros",
});

export const Hash = z.string().regex(
  /^0040[0-9a-f]{128}$/,
  "must be a whole YAMF hash: 0040 and 128 lower-case hex digits",
).openapi({ example: "0040" + "cd".repeat(64) });

/** A whole number, in decimal digits. */
export function wholeNumber(min: number, max: number) {
  const message = min < 0
    ? "must be a whole number"
    : `must be a whole number from ${min}` + (max > MAX_PAGE ? "" : ` to ${max}`);
  return z.string().regex(/^-?[0-9]{1,16}$/, message).transform(Number)
    .refine((value) => value >= min && value <= max, { message })
    .openapi({ type: "integer", minimum: min, maximum: max });
}

export const MAX_PAGE = 200;
export const DEFAULT_PAGE = 50;

export const LogId = wholeNumber(0, 2 ** 48 - 1);
export const SeqNum = wholeNumber(0, Number.MAX_SAFE_INTEGER);
export const Revision = wholeNumber(0, Number.MAX_SAFE_INTEGER);

/** Unix milliseconds. */
const Time = wholeNumber(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
const Words = z.string().max(200);

/**
 * Queries are strict: a filter that a list does not have, or a mistyped one, would otherwise be
 * answered with everything.
 */
export const NoQuery = z.strictObject({});

export const Paging = z.strictObject({
  limit: wholeNumber(1, MAX_PAGE).optional(),
  cursor: z.string().max(2_000).optional()
    .openapi({ description: "`next` of the page before, with the same filters" }),
});

const Flag = z.enum(["0", "1"]).transform((value) => value === "1")
  .openapi({ type: "string", enum: ["0", "1"] });
const StepFree = z.enum(["yes", "partly"]).openapi({ description: "`partly` finds `yes` too" });

const EventState = z.enum(["sure", "unsure", "cancelled"]).openapi({
  description: "of events; sure: planned, and all that it asked for is confirmed",
});

/** What overlaps [from, to). */
const overlap = { from: Time.optional(), to: Time.optional() };

export const EventQuery = Paging.extend({
  ...overlap,
  author: Id.optional(),
  owner: Id.optional().openapi({ description: "the same as `author`" }),
  stage: z.enum(["idea", "planned", "cancelled"]).optional(),
  status: z.enum(["idea", "planned", "cancelled"]).optional()
    .openapi({ description: "the same as `stage`" }),
  tag: Words.optional(),
  q: Words.optional().openapi({ description: "full text" }),
  place: Id.optional().openapi({
    description: "a resource that it holds, or waits for, by its own author's request",
  }),
  official: Flag.optional().openapi({ description: "whether it holds the festival's token" }),
  nested: Flag.optional().openapi({
    description: "1: those of nested public festivals too, at most 8 deep, as followed here",
  }),
  stepFree: StepFree.optional(),
  state: EventState.optional(),
  sort: z.enum(["start", "-start", "title", "-title", "received", "-received"]).optional(),
});

export const ResourceQuery = Paging.extend({
  owner: Id.optional(),
  author: Id.optional().openapi({ description: "the same as `owner`" }),
  kind: Words.optional(),
  tag: Words.optional(),
  q: Words.optional().openapi({ description: "full text" }),
  place: Flag.optional().openapi({
    description: "locations, spaces, and whatever else says where it is",
  }),
  stepFree: StepFree.optional(),
  free: z.literal("1").optional().openapi({
    description: "can be had over all of [from, to), by the bookings that stand and its windows",
  }),
  from: Time.optional().openapi({ description: "with `free`" }),
  to: Time.optional().openapi({ description: "with `free`" }),
  quantity: wholeNumber(1, Number.MAX_SAFE_INTEGER).optional()
    .openapi({ description: "with `free`: how many of it; 1 where not given" }),
  sort: z.enum(["title", "-title", "kind", "-kind", "received", "-received"]).optional(),
});

export const Status = z.enum(["pending", "confirmed", "denied", "conflict", "withdrawn"]);

export const RequestQuery = Paging.extend({
  ...overlap,
  author: Id.optional(),
  owner: Id.optional().openapi({ description: "the owner of the resource that is asked for" }),
  status: Status.optional(),
  event: Id.optional(),
  resource: Id.optional(),
  q: Words.optional().openapi({ description: "full text" }),
  sort: z.enum(["received", "-received", "start", "-start"]).optional(),
});

/** A parameter that may stand several times. */
export const Festivals = z.union([Id.transform((id) => [id]), z.array(Id).max(50)])
  .openapi({ type: "array", items: { type: "string" } });

const Kind = z.enum(["festival", "event", "resource", "user"]);
export const SearchQuery = Paging.extend({
  ...overlap,
  q: Words.optional().openapi({
    description: "words, by their beginnings; all of them must be found",
  }),
  festival: Id.optional().openapi({ description: "in this one alone, also an unlisted one" }),
  kind: z.union([Kind.transform((kind) => [kind]), z.array(Kind).max(4)]).optional()
    .openapi({ type: "array", items: { type: "string", enum: Kind.options } }),
  owner: Id.optional().openapi({ description: "who signed it: of festivals, events, resources" }),
  author: Id.optional().openapi({ description: "the same as `owner`" }),
  tag: Words.optional().openapi({ description: "of events and resources" }),
  stepFree: StepFree.optional(),
  state: EventState.optional(),
  place: Id.optional().openapi({
    description: "events that hold this resource, or wait for it, by their own author's request",
  }),
  resourceKind: Words.optional().openapi({ description: "`location`, `item`, …" }),
  places: Flag.optional().openapi({
    description: "resources: locations, spaces, and whatever else says where it is",
  }),
  free: z.literal("1").optional().openapi({
    description: "resources that can be had over all of [from, to)",
  }),
  quantity: wholeNumber(1, Number.MAX_SAFE_INTEGER).optional()
    .openapi({ description: "with `free`: how many of it; 1 where not given" }),
});

export const ProposalStatus = z.enum(["open", "accepted", "withdrawn", "gone"]);
export const ProposalQuery = Paging.extend({
  document: Id.optional().openapi({ description: "to be changed" }),
  for: Id.optional().openapi({ description: "the key that is asked to make a new one" }),
  made: Id.optional().openapi({ description: "the new document that came of it" }),
  author: Id.optional(),
  status: ProposalStatus.optional().openapi({
    description: "a page may have fewer items than asked for, and yet a next one",
  }),
});
