/**
 * Small worlds made to break rules, and the orders in which their entries may arrive.
 *
 * A world is made from a list of gestures, and a gesture names others' entries by a number that wraps
 * round what was written before it: so any list of gestures is a world, and a list made shorter too.
 */
import * as fc from "fast-check";
import type { CborValue } from "../../src/core/messages/mod.ts";
import {
  type FestivalName,
  festivalOf,
  type Person,
  person,
  Scribe,
  type Written,
} from "./scribe.ts";

const AUTHORS = 4;
/** The second is the first's child or parent where a create says so. */
export const FESTIVALS: readonly [FestivalName, FestivalName] = [
  festivalOf(person(0)),
  festivalOf(person(1)),
];
const MOST = Number.MAX_SAFE_INTEGER;

export interface Gesture {
  readonly author: number;
  readonly festival: 0 | 1;
  readonly payloadIsMissing: boolean;
  readonly what: What;
}

type Pick = number;
type What =
  | { readonly kind: "festival"; readonly fields: GivenFields; readonly parent: boolean }
  | { readonly kind: "festival-update"; readonly fields: GivenFields; readonly anybody: boolean }
  | { readonly kind: "resource"; readonly fields: GivenFields; readonly deputy: number | null }
  | {
    readonly kind: "resource-update";
    readonly of: Pick;
    readonly fields: GivenFields;
    readonly deputy: number | null | "removed";
  }
  | { readonly kind: "event"; readonly fields: GivenFields }
  | { readonly kind: "event-update"; readonly of: Pick; readonly fields: GivenFields }
  | {
    readonly kind: "request";
    readonly of: Pick;
    readonly event: Pick;
    readonly replaces: Pick | null;
    /** In the gesture's festival, whatever the resource's. */
    readonly elsewhere: boolean;
    readonly fields: GivenFields;
  }
  | {
    readonly kind: "answer";
    readonly of: Pick;
    readonly by: "owner" | "anybody";
    readonly verdict: "confirmed" | "denied";
    readonly reason: string | null;
  }
  | { readonly kind: "vote"; readonly of: Pick; readonly verdict: "confirmed" | "denied" }
  | { readonly kind: "proposal"; readonly of: Pick; readonly whole: boolean }
  | { readonly kind: "nesting"; readonly child: 0 | 1 }
  | { readonly kind: "user"; readonly fields: GivenFields }
  | { readonly kind: "user-delete"; readonly of: Pick }
  | { readonly kind: "delete"; readonly of: Pick; readonly schema: string | null }
  | { readonly kind: "delete-delete"; readonly of: Pick }
  | { readonly kind: "foreign"; readonly of: Pick; readonly schema: string }
  | { readonly kind: "odd"; readonly odd: Odd };

const ODD = [
  "garbage",
  "empty",
  "unknown-schema",
  "unknown-version",
  "wrong-festival",
  "no-festival",
  "create-with-id",
  "user-in-festival",
  "resource-in-log-0",
  "request-update",
  "empty-map",
  "no-fields",
  "end-of-log",
] as const;
type Odd = typeof ODD[number];

type GivenFields = { readonly [name: string]: CborValue };

const pick = fc.nat({ max: 40 });
const moment = fc.integer({ min: 0, max: 6 });
/** Mostly forwards. */
const interval: fc.Arbitrary<{ start: number; end: number }> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.tuple(moment, fc.integer({ min: 1, max: 4 }))
      .map(([start, length]) => ({ start, end: start + length })),
  },
  { weight: 1, arbitrary: fc.record({ start: moment, end: moment }) },
);
const quantity = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom(MOST, MOST - 1, 2 ** 52) },
);
const title = fc.constantFrom("a", "Hall", "tanz 🐼", "");
const schemaWord = fc.constantFrom("resource", "request", "event", "authorization", "teapot");
const verdict = fc.constantFrom("confirmed" as const, "confirmed" as const, "denied" as const);

/** True once in `times` + 1; shrinks to false. */
function rarely(times: number): fc.Arbitrary<boolean> {
  return fc.nat({ max: times }).map((one) => one === times);
}

/** A field that is sometimes not given, removed, or of a type that does not parse. */
function change(value: fc.Arbitrary<CborValue>): fc.Arbitrary<CborValue | undefined> {
  return fc.oneof(
    { weight: 24, arbitrary: value },
    { weight: 12, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constant<CborValue>(["no", 0]) },
  );
}

function fields(
  shape: { readonly [name: string]: fc.Arbitrary<CborValue | undefined> },
): fc.Arbitrary<GivenFields> {
  return fc.record(shape).map((record) =>
    Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined))
  ) as fc.Arbitrary<GivenFields>;
}

const resourceFields = fields({
  title: change(title),
  quantity: change(quantity),
  people: change(fc.integer({ min: 0, max: 2 })),
  policy: change(fc.constantFrom<CborValue>(
    { name: "manual" },
    { name: "draw", params: { at: 5, seed: new Uint8Array([1, 2]) } },
  )),
});
const eventFields = fc.tuple(interval, fields({ title: change(title) })).map(([times, rest]) => ({
  ...times,
  ...rest,
}));
const eventChanges = fields({ title: change(title), start: change(moment), end: change(moment) });
const festivalFields = fields({
  title: change(title),
  start: change(moment),
  end: change(moment),
  visibility: change(fc.constantFrom("public", "unlisted")),
  closed: change(fc.boolean()),
});
const requestFields = fc.tuple(
  interval,
  fields({ quantity: change(quantity), note: change(title) }),
).map(([times, rest]) => ({ ...times, ...rest }));

const someone = fc.nat({ max: AUTHORS - 1 });

/** A kind of gesture, and how often it is made. */
function made<K extends What["kind"]>(
  weight: number,
  kind: K,
  rest: { [P in Exclude<keyof Extract<What, { kind: K }>, "kind">]: fc.Arbitrary<unknown> },
): { weight: number; arbitrary: fc.Arbitrary<What> } {
  const arbitrary = fc.record({ kind: fc.constant(kind), ...rest }) as unknown;
  return { weight, arbitrary: arbitrary as fc.Arbitrary<What> };
}

const BOOKING_KINDS = [
  made(6, "resource-update", {
    of: pick,
    fields: resourceFields,
    deputy: fc.oneof(fc.constantFrom(null, "removed"), someone),
  }),
  made(20, "request", {
    of: pick,
    event: pick,
    replaces: fc.option(pick),
    elsewhere: rarely(9),
    fields: requestFields,
  }),
  made(30, "answer", {
    of: pick,
    by: fc.constantFrom("owner", "owner", "anybody"),
    verdict,
    reason: fc.constantFrom(null, "so"),
  }),
  made(8, "delete", {
    of: pick,
    schema: fc.oneof(
      { weight: 4, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: schemaWord },
    ),
  }),
  made(4, "delete-delete", { of: pick }),
];

const KINDS = [
  ...BOOKING_KINDS,
  made(3, "festival", { fields: festivalFields, parent: fc.boolean() }),
  made(2, "festival-update", { fields: festivalFields, anybody: fc.boolean() }),
  made(5, "resource", { fields: resourceFields, deputy: fc.option(someone) }),
  made(3, "event", { fields: eventFields }),
  made(3, "event-update", { of: pick, fields: eventChanges }),
  made(2, "vote", { of: pick, verdict }),
  made(1, "proposal", { of: pick, whole: fc.boolean() }),
  made(1, "nesting", { child: fc.constantFrom(0, 1) }),
  made(2, "user", { fields: fields({ name: change(title), about: change(title) }) }),
  made(1, "user-delete", { of: pick }),
  made(1, "foreign", { of: pick, schema: schemaWord }),
  made(3, "odd", { odd: fc.constantFrom(...ODD) }),
];

const gesture: fc.Arbitrary<Gesture> = fc.record({
  author: someone,
  festival: fc.constantFrom(0 as const, 0 as const, 0 as const, 1 as const),
  payloadIsMissing: rarely(19),
  what: fc.oneof(...KINDS),
});

/** In one festival, about few resources: requests, answers, and what takes them back. */
const bookingGesture: fc.Arbitrary<Gesture> = fc.record({
  author: someone,
  festival: fc.constant(0 as const),
  payloadIsMissing: rarely(49),
  what: fc.oneof(...BOOKING_KINDS),
});

export interface Script {
  readonly gestures: readonly Gesture[];
  /** Where logs are cut: a number that wraps round the logs, one that wraps round their entries. */
  readonly cuts: readonly (readonly [log: number, at: number])[];
}

export const script: fc.Arbitrary<Script> = fc.record({
  gestures: fc.array(gesture, { minLength: 1, maxLength: 60, size: "max" }),
  cuts: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(fc.tuple(fc.nat({ max: 8 }), pick), { maxLength: 2 }) },
  ),
});

export const bookingScript: fc.Arbitrary<Script> = fc.record({
  gestures: fc.tuple(
    fc.nat({ max: 2 }),
    fc.option(fc.constantFrom(1, 2)),
    fc.array(bookingGesture, { minLength: 1, maxLength: 50, size: "max" }),
  ).map(([more, deputy, gestures]): Gesture[] => [
    {
      author: 0,
      festival: 0,
      payloadIsMissing: false,
      what: { kind: "resource", fields: { quantity: 1 + more }, deputy },
    },
    ...gestures,
  ]),
  cuts: fc.oneof(
    { weight: 4, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(fc.tuple(fc.nat({ max: 8 }), pick), { maxLength: 2 }) },
  ),
});

/** Writes a script down: signed entries, their links, and where its logs are cut. */
export function write({ gestures, cuts }: Script): Scribe {
  const scribe = new Scribe();
  const told = new Told(scribe);
  for (const one of gestures) told.tell(one);
  for (const [log, at] of cuts) {
    const logs = scribe.logs.filter((one) => one.entries.length > 0);
    if (logs.length === 0) break;
    const { author, festival, entries } = logs[log % logs.length]!;
    scribe.cut(author, festival, at % entries.length + 1);
  }
  return scribe;
}

/** Remembers what was written, by kind, so that later gestures find it. */
class Told {
  readonly #byKind = new Map<string, Written[]>();
  readonly #ownerOfRequest = new Map<Written, Person>();

  constructor(private readonly scribe: Scribe) {}

  #find(kind: string, which: Pick, fits: (one: Written) => boolean = () => true): Written | null {
    const all = (this.#byKind.get(kind) ?? []).filter(fits);
    return all.length === 0 ? null : all[which % all.length]!;
  }

  #keep(kind: string, written: Written): Written {
    const known = this.#byKind.get(kind);
    if (known === undefined) this.#byKind.set(kind, [written]);
    else known.push(written);
    return written;
  }

  tell({ author: number, festival: which, payloadIsMissing, what }: Gesture): void {
    const { scribe } = this;
    const options = { payloadIsMissing };
    const author = person(number);
    const festival = FESTIVALS[which];
    const F = festival.id;
    const send = (
      kind: string,
      by: Person,
      home: Uint8Array | null,
      draft: Parameters<Scribe["message"]>[2],
    ): Written | null => {
      if (scribe.isEnded(by, home)) return null;
      return this.#keep(kind, scribe.message(by, home, draft, options));
    };
    const create = (
      schema: string,
      fields: GivenFields,
      by = author,
      home: Uint8Array | null = F,
    ) => send(schema, by, home, { action: "create", schema, fields });
    const own = (one: Written) => one.author === author && one.festival === F;

    switch (what.kind) {
      case "festival": {
        const parent = what.parent ? { parent: FESTIVALS[1 - which]!.id } : {};
        send("festival", festival.author, F, {
          action: "create",
          schema: "festival",
          id: F,
          fields: { nonce: festival.nonce, ...parent, ...what.fields },
        });
        return;
      }
      case "festival-update":
        send("update", what.anybody ? author : festival.author, F, {
          action: "update",
          schema: "festival",
          id: F,
          fields: what.fields,
        });
        return;
      case "resource":
        create("resource", { ...what.fields, ...deputyOf(what.deputy) });
        return;
      case "resource-update": {
        // By its owner: for updates by others see "foreign".
        const resource = this.#find("resource", what.of);
        if (resource === null) return;
        send("update", resource.author, resource.festival, {
          action: "update",
          schema: "resource",
          id: resource.id,
          fields: { ...what.fields, ...deputyOf(what.deputy) },
        });
        return;
      }
      case "event":
        create("event", what.fields);
        return;
      case "event-update": {
        const event = this.#find("event", what.of) ?? this.#find("resource", what.of);
        if (event === null) return;
        send("update", event.author, event.festival, {
          action: "update",
          schema: "event",
          id: event.id,
          fields: what.fields,
        });
        return;
      }
      case "request": {
        const resource = this.#find("resource", what.of) ?? this.#find("event", what.of);
        if (resource === null) return;
        const event = this.#find("event", what.event, (one) => one.author === author) ??
          this.#find("event", what.event);
        const home = what.elsewhere ? F : resource.festival;
        const replaced = what.replaces === null
          ? null
          : this.#find("request", what.replaces, (one) => one.author === author) ??
            this.#find("request", what.replaces);
        const request = create(
          "request",
          {
            event: event?.id ?? new Uint8Array(32),
            resource: resource.id,
            ...what.fields,
            ...(replaced === null ? {} : { replaces: replaced.id }),
          },
          author,
          home,
        );
        if (request !== null) this.#ownerOfRequest.set(request, resource.author);
        return;
      }
      case "answer": {
        const request = this.#find("request", what.of);
        if (request === null) return;
        create(
          "authorization",
          {
            request: request.id,
            verdict: what.verdict,
            ...(what.reason === null ? {} : { reason: what.reason }),
          },
          what.by === "owner" ? this.#ownerOfRequest.get(request)! : author,
          request.festival,
        );
        return;
      }
      case "vote": {
        const request = this.#find("request", what.of);
        create("vote", { request: request?.id ?? new Uint8Array(32), verdict: what.verdict });
        return;
      }
      case "proposal": {
        const document = this.#find("event", what.of);
        const name = document === null ? { schema: "event", for: author.key } : {
          document: document.id,
        };
        create("proposal", { ...(what.whole ? name : {}), fields: { title: "better" } });
        return;
      }
      case "nesting": {
        const child = FESTIVALS[what.child];
        create("nesting", { child: child.id, nonce: child.nonce, title: "nested" });
        return;
      }
      case "user":
        create("user", what.fields, author, null);
        return;
      case "user-delete": {
        const user = this.#find("user", what.of);
        if (user === null) return;
        send("delete", user.author, null, { action: "delete", schema: "user", id: user.id });
        return;
      }
      case "delete": {
        const all = scribe.written;
        const target = all.length === 0 ? null : all[what.of % all.length]!;
        if (target === null) return;
        const schema = what.schema ?? this.#kindOf(target);
        const draft = { action: "delete", schema, id: target.id } as const;
        send("delete", target.author, target.festival, draft);
        return;
      }
      case "delete-delete": {
        const target = this.#find("delete", what.of);
        if (target === null) return;
        const draft = { action: "delete", schema: "event", id: target.id } as const;
        send("delete", target.author, target.festival, draft);
        return;
      }
      case "foreign": {
        const all = scribe.written.filter((one) => !own(one));
        const target = all.length === 0 ? null : all[what.of % all.length]!;
        const id = target?.id ?? F;
        send("delete", author, F, { action: "delete", schema: what.schema, id });
        send("update", author, F, { action: "update", schema: "resource", id, fields: {} });
        return;
      }
      case "odd":
        this.#odd(what.odd, author, F);
    }
  }

  #kindOf(written: Written): string {
    for (const [kind, all] of this.#byKind) if (all.includes(written)) return kind;
    return "resource";
  }

  #odd(odd: Odd, author: Person, festival: Uint8Array): void {
    const { scribe } = this;
    const home = odd === "resource-in-log-0" ? null : festival;
    if (scribe.isEnded(author, home)) return;
    const resource = { action: "create", schema: "resource", fields: {} } as const;
    const someId = scribe.written.at(-1)?.id ?? festival;
    switch (odd) {
      case "garbage":
        scribe.write(author, home, new TextEncoder().encode("garbage"));
        return;
      case "empty":
        scribe.write(author, home, new Uint8Array());
        return;
      case "empty-map":
        scribe.write(author, home, new Uint8Array([0xa0]));
        return;
      case "unknown-schema":
        scribe.message(author, home, { ...resource, schema: "teapot" });
        return;
      case "unknown-version":
        scribe.message(author, home, { ...resource, version: 2 });
        return;
      case "wrong-festival":
        scribe.message(author, home, { ...resource, festival: new Uint8Array(32) });
        return;
      case "no-festival":
        scribe.message(author, home, { ...resource, festival: undefined });
        return;
      case "create-with-id":
        scribe.message(author, home, { ...resource, id: someId });
        return;
      case "user-in-festival":
        scribe.create(author, home, "user", { name: "here" });
        return;
      case "resource-in-log-0":
      case "no-fields":
        scribe.message(author, home, { action: "create", schema: "resource" });
        return;
      case "request-update":
        scribe.message(author, home, { action: "update", schema: "request", id: someId });
        return;
      case "end-of-log":
        scribe.message(author, home, resource, { endOfLog: true });
    }
  }
}

function deputyOf(deputy: number | null | "removed"): GivenFields {
  if (deputy === null) return {};
  return { deputy: deputy === "removed" ? null : person(deputy).key };
}

/** What comes next: a batch of entries, or the proof that cuts a log. */
export type Arrival =
  | { readonly kind: "batch"; readonly items: readonly ArrivingEntry[] }
  | { readonly kind: "proof"; readonly log: number };

export interface ArrivingEntry {
  readonly written: Written;
  /** False where only the entry comes; its payload then comes with it once more, later. */
  readonly withPayload: boolean;
}

export interface Order {
  /** Which log goes on next, round and round. */
  readonly turns: readonly number[];
  readonly batches: readonly number[];
  /** Before which arrival each proof comes. */
  readonly proofs: readonly number[];
  /** Of which entries the payload comes late. */
  readonly late: readonly boolean[];
}

export const order: fc.Arbitrary<Order> = fc.record({
  turns: fc.array(fc.nat({ max: 7 }), { minLength: 1, maxLength: 40, size: "max" }),
  batches: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 8 }),
  proofs: fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 3 }),
  late: fc.oneof(
    { weight: 2, arbitrary: fc.constant([false]) },
    { weight: 1, arbitrary: fc.array(fc.boolean(), { minLength: 1, maxLength: 20 }) },
  ),
});

/** Each log's entries in their order, the logs in any, in batches of any size; nothing left out. */
export function arrivals(scribe: Scribe, { turns, batches, proofs, late }: Order): Arrival[] {
  const queues = scribe.logs.map((log) => [...log.entries]);
  const items: ArrivingEntry[] = [];
  const payloadsLater: ArrivingEntry[] = [];
  for (let turn = 0; queues.some((queue) => queue.length > 0); turn++) {
    const open = queues.filter((queue) => queue.length > 0);
    const written = open[turns[turn % turns.length]! % open.length]!.shift()!;
    const isLate = late[items.length % late.length]! && !written.payloadIsMissing;
    items.push({ written, withPayload: !isLate && !written.payloadIsMissing });
    if (isLate) payloadsLater.push({ written, withPayload: true });
  }
  // Late payloads come turned round, so that their order is not that of the log.
  items.push(...payloadsLater.toReversed());

  const result: Arrival[] = [];
  for (let at = 0, i = 0; at < items.length; i++) {
    const size = batches[i % batches.length]!;
    result.push({ kind: "batch", items: items.slice(at, at + size) });
    at += size;
  }
  scribe.logs.forEach(({ cut }, log) => {
    if (cut === null) return;
    const place = proofs[log % proofs.length]! % (result.length + 1);
    result.splice(place, 0, { kind: "proof", log });
  });
  return result;
}
