/** A festival of the size that planning must bear, as many people would have written it. */
import {
  type CheckItem,
  createEntry,
  documentIdOf,
  hashOf,
  lipmaa,
} from "../../src/core/bamboo/mod.ts";
import { publicKeyOf } from "../../src/core/crypto/mod.ts";
import {
  type CborValue,
  encodeMessage,
  festivalIdOf,
  logIdOf,
  type MessageDraft,
} from "../../src/core/messages/mod.ts";
import { native } from "../../src/platform/deno/crypto.ts";

const HOUR_MS = 3_600_000;
const DAYS = 7;
/** Midnight of a Monday. */
const MONDAY = 1_814_140_800_000;

export interface Size {
  readonly people: number;
  readonly resources: number;
  readonly events: number;
  readonly requests: number;
}

/** What somebody wrote, by its id, to be written about later. */
interface Asked {
  readonly id: Uint8Array;
  readonly author: Writer;
  readonly owner: Writer;
}

export interface BigFestival {
  readonly id: Uint8Array;
  readonly people: readonly Writer[];
  readonly halls: readonly Uint8Array[];
  readonly things: readonly Uint8Array[];
  readonly events: readonly { readonly id: Uint8Array; readonly author: Writer }[];
  readonly requests: readonly Asked[];
  readonly items: CheckItem[];
  /** Somebody signs one more thing of a kind that `turn` chooses. */
  change(turn: number): CheckItem;
}

/** Writes it: the same at every run. */
export function bigFestival(size: Size): BigFestival {
  const random = seeded(7);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const people = Array.from({ length: size.people }, (_, i) => new Writer(i + 1));
  const founder = people[0]!;
  const nonce = new Uint8Array(16).fill(3);
  const id = festivalIdOf(founder.author, nonce);
  const items: CheckItem[] = [];
  const write = (writer: Writer, schema: string, fields: Fields) => {
    const { item, hash } = writer.write(id, {
      action: "create",
      schema,
      version: 1,
      festival: id,
      fields,
    });
    items.push(item);
    return documentIdOf(hash);
  };
  const say = (words: number) => Array.from({ length: words }, () => pick(WORDS)).join(" ");

  const begun = founder.write(id, {
    action: "create",
    schema: "festival",
    version: 1,
    festival: id,
    id,
    fields: {
      nonce,
      title: "A week by the river",
      description: say(60),
      timezone: "Europe/Berlin",
    },
  });
  items.push(begun.item);
  for (const [i, person] of people.entries()) {
    items.push(person.profile(`${pick(WORDS)} ${pick(WORDS)} ${i}`, say(12)));
  }

  const hallCount = Math.max(4, size.resources / 25);
  const owners = new Map<Uint8Array, Writer>();
  const offer = (writer: Writer, fields: Fields) => {
    const resource = write(writer, "resource", fields);
    owners.set(resource, writer);
    return resource;
  };
  const token = offer(founder, { title: "Official programme", kind: "token", quantity: 10_000 });
  const chosen = { action: "update", schema: "festival", version: 1, festival: id, id } as const;
  items.push(founder.write(id, { ...chosen, fields: { token } }).item);
  const halls = Array.from({ length: hallCount }, (_, i) =>
    offer(pick(people), {
      title: `${pick(WORDS)} hall ${i}`,
      description: say(30),
      kind: i % 3 === 0 ? "space" : "location",
      tags: [pick(TAGS)],
      place: { address: `${i} ${say(2)}` },
      access: { stepFree: i % 2 === 0 ? "yes" : "partly" },
      ...(i % 4 === 0
        ? {
          availability: Array.from({ length: DAYS }, (_, day) => ({
            start: MONDAY + (24 * day + 8) * HOUR_MS,
            end: MONDAY + (24 * day + 24) * HOUR_MS,
          })),
        }
        : {}),
    }));
  const things = Array.from(
    { length: size.resources - hallCount - 1 },
    (_, i) =>
      offer(pick(people), {
        title: `${pick(WORDS)} ${pick(WORDS)} ${i}`,
        description: say(15),
        kind: i % 5 === 0 ? "skill" : "item",
        tags: [pick(TAGS), pick(TAGS)],
        quantity: 1 + i % 10,
      }),
  );

  const events: { id: Uint8Array; author: Writer; start: number; end: number }[] = [];
  const requests: Asked[] = [];
  const ask = (event: typeof events[number], resource: Uint8Array) => {
    const { author, start, end } = event;
    const request = write(author, "request", {
      event: event.id,
      resource,
      start,
      end,
      ...(random() < 0.2 ? { note: say(8) } : {}),
    });
    requests.push({ id: request, author, owner: owners.get(resource)! });
  };
  const each = size.requests / size.events;
  for (let i = 0; i < size.events; i++) {
    const author = pick(people);
    const start = MONDAY + (24 * (i % DAYS) + 8 + Math.floor(random() * 15)) * HOUR_MS;
    const end = start + (1 + Math.floor(random() * 3)) * HOUR_MS;
    const stage = i % 20 === 0 ? "cancelled" : i % 10 === 1 ? "idea" : "planned";
    const event = write(author, "event", {
      title: `${pick(WORDS)} ${pick(WORDS)} ${i}`,
      description: say(40),
      start,
      end,
      stage,
      tags: [pick(TAGS), pick(TAGS)],
      ...(i % 6 === 0 ? { where: say(2) } : {}),
    });
    events.push({ id: event, author, start, end });
    const at = events.at(-1)!;
    ask(at, halls[i % halls.length]!);
    if (i % 10 === 0) ask(at, token);
    while (requests.length < (i + 1) * each) ask(at, pick(things));
  }
  for (const [i, { id: request, owner }] of requests.entries()) {
    // Some wait, some are denied, and most are confirmed although not all of them can stand.
    if (i % 7 === 0) continue;
    const verdict = i % 13 === 0 ? "denied" : "confirmed";
    write(owner, "authorization", {
      request,
      verdict,
      ...(i % 26 === 0 ? { reason: say(5) } : {}),
    });
  }
  for (let i = 0; i < size.events / 10; i++) {
    write(pick(people), "proposal", { document: pick(events).id, fields: { title: say(3) } });
    write(pick(people), "vote", { request: pick(requests).id, verdict: "confirmed" });
  }

  return {
    id,
    people,
    halls,
    things,
    events,
    requests,
    items,
    change(turn) {
      const { id: document, author, start, end } = pick(events);
      const rest = { version: 1, festival: id } as const;
      const created = (writer: Writer, schema: string, fields: Fields) =>
        writer.write(id, { ...rest, action: "create", schema, fields }).item;
      switch (turn % 4) {
        case 0: {
          const fields = { title: `${say(2)} again` };
          return author.write(id, {
            ...rest,
            action: "update",
            schema: "event",
            id: document,
            fields,
          }).item;
        }
        case 1: {
          const { id: request, owner } = pick(requests);
          return created(owner, "authorization", { request, verdict: "confirmed" });
        }
        case 2:
          return created(author, "request", { event: document, resource: pick(halls), start, end });
        default:
          return created(pick(people), "event", {
            title: say(2),
            description: say(20),
            start,
            end,
          });
      }
    },
  };
}

type Fields = { readonly [name: string]: CborValue };

/** Somebody with a key, a log in the festival, and a profile. */
export class Writer {
  readonly #seed = new Uint8Array(32);
  readonly author: Uint8Array;
  readonly #hashes: Uint8Array[] = [];

  constructor(number: number) {
    new DataView(this.#seed.buffer).setUint32(0, number);
    this.author = publicKeyOf(this.#seed);
  }

  write(festival: Uint8Array, draft: MessageDraft): { item: CheckItem; hash: Uint8Array } {
    return this.#sign(logIdOf(festival), this.#hashes, draft);
  }

  profile(name: string, about: string): CheckItem {
    const fields = { name, about };
    return this.#sign(0, [], { action: "create", schema: "user", version: 1, fields }).item;
  }

  #sign(logId: number, hashes: Uint8Array[], draft: MessageDraft) {
    const payload = encodeMessage(draft);
    const seqNum = hashes.length + 1;
    const entry = createEntry({
      seed: this.#seed,
      author: this.author,
      logId,
      seqNum,
      backlink: hashes[seqNum - 2] ?? null,
      lipmaalink: hashes[lipmaa(seqNum) - 1] ?? null,
      payload,
    }, native);
    const hash = hashOf(entry, native);
    hashes.push(hash);
    return { item: { entry, payload }, hash };
  }
}

/** Mulberry32: the same numbers at every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const TAGS = ["music", "food", "talk", "children", "outside", "night", "film", "craft", "dance"];
const WORDS = (
  "river panda lantern tea soup silent radio garden moss bread slow bicycle kite tent paper moon " +
  "salt harbour copper choir pocket window thunder velvet orchard maple winter summer story fox " +
  "market circus cellar attic bridge meadow stone feather candle engine ribbon mirror ladder piano"
).split(" ");
