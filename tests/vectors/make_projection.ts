/**
 * Makes `projection.json`: logs, and what they add up to by the rules of the projections. For other
 * implementations: read the logs in any order, and get the same. From fixed seeds, so that the file
 * changes only if the rules do. What is expected is the oracle's word (`tests/oracle/world.ts`).
 *
 * Run with `deno run --allow-write=tests/vectors tests/vectors/make_projection.ts`.
 */
import { encodeCbor, logIdOf, toHex } from "../../src/core/messages/mod.ts";
import { festivalOf, forkProofOf, person, Scribe } from "../oracle/scribe.ts";
import { project, type Projection } from "../oracle/world.ts";

export interface ProjectionVectors {
  readonly about: string;
  readonly worlds: readonly WorldVector[];
}

/** All byte strings are hex. */
export interface WorldVector {
  readonly name: string;
  readonly logs: readonly LogVector[];
  readonly projection: Projection;
}

export interface LogVector {
  readonly author: string;
  /** Null: log 0. */
  readonly festival: string | null;
  readonly logId: number;
  /** The seqnum from which nothing counts, and two entries of that place that prove it. */
  readonly cut: number | null;
  readonly proof: readonly [string, string] | null;
  readonly entries: readonly { readonly entry: string; readonly payload: string | null }[];
}

const ANNA = person(0);
const BEN = person(1);
const CARA = person(2);
const PARENT = festivalOf(ANNA);
const CHILD = festivalOf(BEN);
const F = PARENT.id;
const NOBODY = new Uint8Array(32);
const MOST = Number.MAX_SAFE_INTEGER;

const text = (words: string) => new TextEncoder().encode(words);

const WORLDS: { readonly [name: string]: (scribe: Scribe) => void } = {
  "messages without effect, each for its own reason"(scribe) {
    const draft = { action: "create", schema: "resource", fields: {} } as const;
    scribe.write(ANNA, F, text("no message"));
    scribe.write(ANNA, F, new Uint8Array([0xa0]));
    scribe.create(ANNA, F, "teapot", {});
    scribe.message(ANNA, F, { ...draft, version: 2 });
    scribe.message(ANNA, F, { ...draft, festival: undefined });
    scribe.message(ANNA, F, { ...draft, festival: CHILD.id });
    scribe.message(ANNA, F, { ...draft, id: NOBODY });
    scribe.create(ANNA, F, "user", { name: "Anna" });
    scribe.create(ANNA, null, "event", { start: 1, end: 2 });
    scribe.create(ANNA, F, "event", { start: 1 });
    scribe.create(ANNA, F, "event", { start: 2, end: 2 });
    scribe.resource(ANNA, F, { title: null });
    scribe.write(
      ANNA,
      F,
      encodeCbor({ action: "create", schema: "resource", version: 1, festival: F, fields: null }),
    );
    scribe.resource(ANNA, F, { title: "two\nlines" });
    scribe.resource(ANNA, F, { title: "x".repeat(201) });
    scribe.message(ANNA, F, { action: "update", schema: "request", id: NOBODY });
    scribe.message(ANNA, F, { action: "update", schema: "resource", id: NOBODY });
    scribe.message(ANNA, F, { action: "delete", schema: "resource", id: NOBODY });
    scribe.create(ANNA, F, "request", { event: NOBODY, resource: NOBODY, start: 1, end: 2 });
    scribe.create(ANNA, F, "authorization", { request: NOBODY, verdict: "denied" });
    const fields = { nonce: CHILD.nonce, child: CHILD.id };
    scribe.create(ANNA, F, "nesting", fields);
  },

  "a document is the fold of its log"(scribe) {
    const hall = scribe.resource(ANNA, F, {
      title: "Hall",
      people: 40,
      tags: ["dry", "warm"],
      place: { address: "Hill 1", gps: [525_200_000, 134_050_000] },
      policy: { name: "draw", params: { seed: new Uint8Array([1, 2, 3]) } },
      requires: [NOBODY],
      access: { stepFree: "yes", note: "ramp\nat the back" },
      availability: [{ start: 0, end: 10 }],
      contact: 7,
    });
    scribe.resource(ANNA, F, { place: new Uint8Array(2), access: [] });
    scribe.update(ANNA, hall, "resource", { people: null, tags: ["dry"], place: { url: "x:y" } });
    scribe.update(ANNA, hall, "resource", { people: -1, contact: "bell", quantity: 2 });
    scribe.update(ANNA, hall, "resource", { title: "Lost", quantity: null });
    scribe.update(ANNA, hall, "event", { title: "Lost" });
    scribe.update(BEN, hall, "resource", { title: "Lost" });
    const event = scribe.create(BEN, F, "event", { start: 9, end: 5, links: [] });
    scribe.update(BEN, event, "event", { end: 12, stage: "cancelled", where: "by the oak" });
  },

  "deletes, and deletes of deletes"(scribe) {
    const hall = scribe.resource(ANNA, F, { title: "Hall" });
    const renamed = scribe.update(ANNA, hall, "resource", { title: "Barn" });
    scribe.remove(renamed, "resource");
    const first = scribe.remove(hall, "event");
    scribe.remove(hall, "resource");
    scribe.remove(first, "resource");
    const tent = scribe.resource(ANNA, F, { title: "Tent" });
    const gone = scribe.remove(tent, "resource");
    scribe.remove(gone, "resource");
    scribe.remove(tent, "resource", BEN);
    const noise = scribe.write(ANNA, F, text("?"));
    scribe.remove(noise, "teapot");
  },

  "festivals, nested"(scribe) {
    scribe.message(ANNA, F, { action: "update", schema: "festival", id: F });
    scribe.begin(PARENT, { title: "Summer", start: 100, dayBreak: 300 });
    scribe.begin(PARENT, { title: "Again" });
    const fields = { end: 50, parent: CHILD.id, closed: true };
    scribe.message(ANNA, F, { action: "update", schema: "festival", id: F, fields });
    const mended = { end: 200 };
    scribe.message(ANNA, F, { action: "update", schema: "festival", id: F, fields: mended });
    scribe.message(BEN, F, { action: "update", schema: "festival", id: F, fields: mended });
    scribe.begin(CHILD, { title: "In the wood", parent: F, visibility: "unlisted" });
    const nesting = { child: CHILD.id, nonce: CHILD.nonce, title: "In the wood" };
    scribe.create(BEN, F, "nesting", nesting);
    const hall = scribe.resource(ANNA, F);
    const event = scribe.create(BEN, CHILD.id, "event", { start: 0, end: 10 });
    const fields2 = { event: event.id, eventTitle: "Concert", eventFestival: CHILD.id };
    const request = scribe.request(BEN, hall, [0, 10], fields2);
    scribe.request(CARA, hall, [0, 10], { event: event.id });
    scribe.answer(ANNA, request, "confirmed", "welcome");
  },

  "profiles"(scribe) {
    scribe.create(ANNA, null, "user", { name: "Ann", about: "tea" });
    const members = [BEN.key, CARA.key];
    scribe.create(ANNA, null, "user", { name: "Anna", members });
    scribe.create(ANNA, null, "user", { name: 7 });
    const late = scribe.create(BEN, null, "user", { name: "Ben" });
    scribe.create(BEN, null, "user", { name: "Benno" });
    scribe.message(BEN, null, { action: "delete", schema: "user", id: late.id });
  },

  "who answers a request, and which answer counts"(scribe) {
    const hall = scribe.resource(ANNA, F, { deputy: CARA.key });
    const requests = [0, 10, 20, 30, 40].map((start) =>
      scribe.request(BEN, hall, [start, start + 10])
    );
    const [one, two, three, four] = requests;
    scribe.answer(CARA, one!, "confirmed", "by the deputy");
    scribe.answer(BEN, two!, "confirmed");
    scribe.answer(CARA, three!, "confirmed");
    scribe.answer(ANNA, three!, "denied", "by the owner");
    const taken = scribe.answer(ANNA, four!, "denied");
    scribe.answer(CARA, four!, "denied");
    scribe.answer(CARA, four!, "confirmed");
    scribe.remove(taken, "authorization");
    scribe.create(CARA, F, "vote", { request: four!.id, verdict: "denied" });
  },

  "rank: the first confirmation after the last denial, the owner's first"(scribe) {
    const hall = scribe.resource(ANNA, F, { deputy: CARA.key });
    const requests = [0, 1, 2, 3].map((start) => scribe.request(BEN, hall, [start, start + 10]));
    const [one, two, three, four] = requests;
    scribe.answer(CARA, one!, "confirmed");
    scribe.answer(ANNA, two!, "confirmed");
    scribe.answer(ANNA, three!, "confirmed");
    scribe.answer(ANNA, two!, "denied");
    scribe.answer(ANNA, two!, "confirmed");
    scribe.answer(ANNA, three!, "confirmed");
    scribe.answer(ANNA, four!, "confirmed");
    scribe.answer(ANNA, four!, "denied");
  },

  "quantities at every instant, half-open"(scribe) {
    const wishes = [[0, 10, 1], [10, 20, 2], [0, 20, 1], [0, 5, 4], [15, 16, 1], [5, 10, 1], [
      20,
      30,
      3,
    ]] as const;
    for (const quantity of [3, MOST]) {
      const lamp = scribe.resource(ANNA, F, { quantity });
      for (const [start, end, wanted] of wishes) {
        const asked = quantity === MOST && wanted === 2 ? MOST - 1 : wanted;
        const request = scribe.request(BEN, lamp, [start, end], { quantity: asked });
        scribe.answer(ANNA, request, "confirmed");
      }
    }
  },

  "requests that replace others"(scribe) {
    const hall = scribe.resource(ANNA, F);
    const barn = scribe.resource(ANNA, F);
    const one = scribe.request(BEN, hall, [0, 10]);
    scribe.answer(ANNA, one, "confirmed");
    const two = scribe.request(BEN, hall, [20, 30], { replaces: one.id });
    const three = scribe.request(BEN, hall, [40, 50], { replaces: two.id });
    const yes = scribe.answer(ANNA, three, "confirmed");
    scribe.remove(two, "request");
    scribe.answer(ANNA, three, "denied");
    const other = scribe.request(CARA, hall, [0, 10]);
    const stolen = scribe.request(BEN, hall, [50, 60], { replaces: other.id });
    const moved = scribe.request(CARA, barn, [0, 10], { replaces: other.id });
    const broken = scribe.request(CARA, hall, [9, 9], { replaces: other.id });
    const last = scribe.request(CARA, hall, [60, 70], { replaces: broken.id });
    for (const request of [other, stolen, moved, last]) scribe.answer(ANNA, request, "confirmed");
    const never = scribe.request(CARA, hall, [80, 90], { replaces: last.id });
    const said = scribe.answer(ANNA, never, "confirmed");
    scribe.remove(said, "authorization");
    scribe.remove(scribe.remove(yes, "authorization"), "authorization");
  },

  "a log that was cut"(scribe) {
    const hall = scribe.resource(ANNA, F, { title: "Hall" });
    const ben = scribe.request(BEN, hall, [0, 10]);
    const benToo = scribe.request(BEN, hall, [20, 30]);
    const cara = scribe.request(CARA, hall, [5, 15]);
    for (const request of [ben, benToo, cara]) scribe.answer(ANNA, request, "confirmed");
    scribe.remove(benToo, "request");
    scribe.request(BEN, hall, [40, 50]);
    scribe.cut(BEN, F, 3);
    scribe.update(ANNA, hall, "resource", { title: "Barn" });
    scribe.update(ANNA, hall, "resource", { title: "Tent" });
    scribe.cut(ANNA, F, 6);
  },

  "a resource that was deleted"(scribe) {
    const hall = scribe.resource(ANNA, F, { deputy: CARA.key, quantity: 5 });
    const tent = scribe.resource(ANNA, F);
    const requests = [0, 20, 40].map((start) => scribe.request(BEN, hall, [start, start + 10]));
    const lost = scribe.request(BEN, tent, [0, 10]);
    scribe.answer(ANNA, requests[0]!, "confirmed");
    scribe.answer(CARA, requests[1]!, "confirmed");
    scribe.answer(ANNA, requests[2]!, "denied", "sold");
    scribe.answer(ANNA, lost, "confirmed");
    scribe.remove(hall, "resource");
    scribe.remove(tent, "teapot");
    scribe.request(CARA, hall, [60, 70]);
  },

  "payloads that are missing"(scribe) {
    const draft = { action: "create", schema: "resource", fields: { title: "Hall" } } as const;
    const hall = scribe.message(ANNA, F, draft, { payloadIsMissing: true });
    const update = { action: "update", schema: "resource", id: hall.id, fields: {} } as const;
    scribe.message(ANNA, F, update);
    scribe.request(BEN, hall, [0, 10]);
    const tent = scribe.message(ANNA, F, draft, { payloadIsMissing: true });
    scribe.request(BEN, tent, [0, 10]);
    scribe.remove(tent, "resource");
  },

  "what a delete of another schema than request erases, whether or not it is here"(scribe) {
    for (const payloadIsMissing of [false, true]) {
      const draft = { action: "create", schema: "resource", fields: { title: "Hall" } } as const;
      const hall = scribe.resource(ANNA, F, { title: "Barn", quantity: 2 });
      const tent = scribe.message(ANNA, F, draft, { payloadIsMissing });
      scribe.remove(tent, "resource");
      const name = { action: "update", schema: "resource", id: hall.id } as const;
      const update = scribe.message(ANNA, F, { ...name, fields: { title: "No" } }, {
        payloadIsMissing,
      });
      scribe.remove(update, "resource");
      // Taken back: what is void voids nothing, and nobody needs to know what it said.
      const gone = scribe.message(ANNA, F, { action: "delete", schema: "resource", id: hall.id }, {
        payloadIsMissing,
      });
      scribe.remove(gone, "resource");
      const ask = { event: NOBODY, resource: hall.id, start: 0, end: 10 };
      const asked = scribe.create(BEN, F, "request", ask);
      scribe.answer(ANNA, asked, "confirmed");
      // Erased: what it replaced is not known.
      const replacing = { ...ask, start: 20, end: 30, replaces: asked.id };
      const moved = scribe.message(
        BEN,
        F,
        { action: "create", schema: "request", fields: replacing },
        { payloadIsMissing },
      );
      scribe.answer(ANNA, moved, "confirmed");
      scribe.remove(moved, "event");
    }
  },

  "an end-of-log entry counts"(scribe) {
    const hall = scribe.resource(ANNA, F, { title: "Hall" });
    const fields = { title: "Barn" };
    const update = { action: "update", schema: "resource", id: hall.id, fields } as const;
    scribe.message(ANNA, F, update, { endOfLog: true });
  },

  "proposals"(scribe) {
    const event = scribe.create(BEN, F, "event", { start: 0, end: 10 });
    const fields = { title: "Concert" };
    scribe.create(CARA, F, "proposal", { document: event.id, fields, note: "better\nso" });
    scribe.create(CARA, F, "proposal", { schema: "event", for: BEN.key, fields });
    scribe.create(CARA, F, "proposal", { schema: "event", fields });
    scribe.create(CARA, F, "proposal", { document: event.id, for: BEN.key, fields });
    scribe.create(CARA, F, "proposal", { document: event.id });
  },
};

export function projectionVectors(): ProjectionVectors {
  return {
    about: "Logs, and what they add up to (src/core/PROTOCOL.md). Hex for bytes. MIT, made by " +
      "make_projection.ts.",
    worlds: Object.entries(WORLDS).map(([name, tell]): WorldVector => {
      const scribe = new Scribe();
      tell(scribe);
      const logs = scribe.logs.map((log): LogVector => ({
        author: toHex(log.author.key),
        festival: log.festival === null ? null : toHex(log.festival),
        logId: log.festival === null ? 0 : logIdOf(log.festival),
        cut: log.cut,
        proof: log.cut === null ? null : proofOf(log),
        entries: log.entries.map(({ entry, payload, payloadIsMissing }) => ({
          entry: toHex(entry),
          payload: payloadIsMissing ? null : toHex(payload),
        })),
      }));
      return { name, logs, projection: project(scribe.world()) };
    }),
  };
}

function proofOf(log: Parameters<typeof forkProofOf>[0]): [string, string] {
  const [one, other] = forkProofOf(log).entries;
  return [toHex(one), toHex(other)];
}

if (import.meta.main) {
  const file = new URL("./projection.json", import.meta.url);
  await Deno.writeTextFile(file, JSON.stringify(projectionVectors(), null, 2) + "\n");
}
