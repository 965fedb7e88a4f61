/** The rule of unlisted festivals (DESIGN.md §8), as a property over all that can be asked. */
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { logIdOf, toHex } from "../../../src/core/messages/mod.ts";
import type { Store } from "../../../src/node/mod.ts";
import { festivalOf, person, Scribe, type Written } from "../../oracle/scribe.ts";
import { give, quickStore } from "./stores.ts";

const PEOPLE = [0, 1, 2].map(person);
const PUBLIC = festivalOf(PEOPLE[0]!, 1);
const SECRET = festivalOf(PEOPLE[0]!, 2);
const SECRET_WORD = "Geheimnis";

interface Told {
  readonly scribe: Scribe;
  /** What must not be told: ids, hashes and words of the unlisted festival. */
  readonly secrets: readonly string[];
}

const gestures = fc.array(
  fc.record({
    who: fc.integer({ min: 0, max: 2 }),
    secret: fc.boolean(),
    what: fc.constantFrom(
      "resource",
      "event",
      "request",
      "answer",
      "update",
      "remove",
      "vote",
      "proposal",
    ),
    of: fc.nat(),
    with: fc.nat(),
  }),
  { maxLength: 25 },
);

/** A public festival and an unlisted one of the same people; either may be the other's parent. */
function tell(
  given: typeof gestures extends fc.Arbitrary<infer G> ? G : never,
  nested: "in public" | "in secret" | "not",
  known: boolean,
): Told {
  const scribe = new Scribe();
  scribe.begin(PUBLIC, {
    title: "Open",
    ...(nested === "in secret" ? { parent: SECRET.id } : {}),
  });
  const visibility = known ? { visibility: "unlisted" } : {};
  if (known) {
    scribe.begin(SECRET, {
      title: SECRET_WORD,
      ...visibility,
      ...(nested === "in public" ? { parent: PUBLIC.id } : {}),
    });
  }
  const made: { readonly kind: string; readonly secret: boolean; readonly written: Written }[] = [];
  const pick = (kind: string, number: number, secret?: boolean) => {
    const fit = made.filter((one) =>
      one.kind === kind && (secret === undefined || one.secret === secret)
    );
    return fit[number % fit.length]?.written;
  };
  for (const { who, secret, what, of, with: other } of given) {
    const author = PEOPLE[who]!;
    const festival = secret ? SECRET.id : PUBLIC.id;
    const word = secret ? SECRET_WORD : "open";
    let written: Written | undefined;
    if (what === "resource") {
      written = scribe.resource(author, festival, {
        title: word,
        tags: [word],
        deputy: PEOPLE[other % 3]!.key,
      });
    } else if (what === "event") {
      written = scribe.create(author, festival, "event", { title: word, start: 0, end: 1 });
    } else if (what === "request") {
      const resource = pick("resource", of, secret);
      // A request in public never names the secret itself: whoever signs it would have told.
      const event = pick("event", other, secret ? undefined : false);
      if (resource !== undefined) {
        written = scribe.request(author, resource, [0, 1], {
          note: word,
          ...(event === undefined ? {} : { event: event.id }),
        });
      }
    } else if (what === "answer") {
      const request = pick("request", of, secret);
      if (request !== undefined) scribe.answer(author, request, "confirmed", word);
    } else if (what === "vote") {
      const request = pick("request", of, secret);
      if (request !== undefined) {
        scribe.create(author, festival, "vote", { request: request.id, verdict: "confirmed" });
      }
    } else if (what === "proposal") {
      const document = pick("event", of, secret);
      written = scribe.create(author, festival, "proposal", {
        ...(document === undefined
          ? { schema: "event", for: PEOPLE[other % 3]!.key }
          : { document: document.id }),
        fields: { title: word },
        note: word,
      });
    } else if (what === "update") {
      const document = pick("event", of, secret);
      const proposal = pick("proposal", other, secret);
      if (document !== undefined) {
        scribe.message(document.author, festival, {
          action: "update",
          schema: "event",
          id: document.id,
          fields: { description: word },
          proposal: proposal?.id,
        });
      }
    } else {
      const document = pick("event", of, secret);
      if (document !== undefined) scribe.remove(document, "event");
    }
    if (written !== undefined) made.push({ kind: what, secret, written });
  }
  const inSecret = scribe.written.filter((one) => one.festival === SECRET.id);
  const secrets = [
    SECRET_WORD,
    ...(nested === "in secret" ? [] : [toHex(SECRET.id)]),
    ...inSecret.flatMap(({ id, hash }) => [toHex(id), toHex(hash)]),
    // The first bytes of its id.
    String(logIdOf(SECRET.id)),
  ];
  return { scribe, secrets };
}

/** Every question that names nothing of the unlisted festival. */
async function allAnswers(store: Store, scribe: Scribe): Promise<Map<string, unknown>> {
  const answers = new Map<string, unknown>();
  const ask = async (name: string, answer: Promise<unknown>) => answers.set(name, await answer);
  const festival = toHex(PUBLIC.id);
  await ask("festivals", store.festivals({ limit: 200 }));
  await ask("festival", store.festival(festival));
  await ask("nested", store.nested(festival, { limit: 200 }));
  for (const q of [undefined, SECRET_WORD, "geh"]) {
    await ask(`events ${q}`, store.events(festival, { q, limit: 200 }));
    await ask(`resources ${q}`, store.resources(festival, { q, limit: 200 }));
    await ask(`requests ${q}`, store.requests(festival, { q, limit: 200 }));
  }
  await ask("events by tag", store.events(festival, { tag: SECRET_WORD }));
  await ask("resources by tag", store.resources(festival, { tag: SECRET_WORD }));
  await ask("nested below", store.nestedBelow(festival));
  await ask("nested events", store.events(festival, { nested: true, limit: 200 }));
  const events = await store.events(festival, { limit: 200 });
  await ask("places", store.placesOfEvents(festival, events.items).then((places) => [...places]));
  await ask("proposals", store.proposals(festival, { limit: 200 }));
  await ask("withdrawn proposals", store.proposals(festival, { status: "withdrawn" }));
  await ask("activity", store.activity(festival, { limit: 200 }));
  for (const q of [SECRET_WORD, "open", "geh"]) {
    for (const  of of[undefined, festival]) {
      const found = await store.search({ q, festival: of, limit: 200 });
      // The cursor and what was asked say nothing; what is found must not.
      await ask(`search ${q} ${of}`, Promise.resolve(found.items));
    }
  }
  await ask("logs", store.logs(festival, { limit: 200 }));
  const keys = PEOPLE.map(({ key }) => toHex(key));
  await ask("names", store.names(keys).then((names) => [...names]));
  for (const key of keys) {
    await ask("user", store.user(key));
    await ask("logsOf", store.logsOf(key));
    await ask("logsOf in public", store.logsOf(key, festival));
    await ask("desk", store.requestsForDesk(key, { limit: 200 }));
    await ask("desk in public", store.requestsForDesk(key, { limit: 200, festivals: [festival] }));
    await ask("by author", store.requestsByAuthor(key, { limit: 200 }));
    for (const festivals of [undefined, [festival]]) {
      await ask("desk, proposals", store.proposalsForDesk(key, { limit: 200, festivals }));
      await ask("overview", store.overview(key, { at: 0, limit: 200, festivals }));
      await ask("share counts", store.shareCounts(key, { festivals }).then((items) => [...items]));
      await ask("events by", store.eventsBy(key, { limit: 200, festivals }));
      await ask("changes", store.changes(key, { limit: 200, festivals }));
      await ask("conflicts", store.conflicts(key, { limit: 200, festivals }));
    }
  }
  for (const { id: bytes, festival: of } of scribe.written) {
    const id = toHex(bytes);
    if (of === SECRET.id) {
      for (const kind of ["event", "resource", "request", "festival"] as const) {
        await ask(`${kind} by prefix`, store.withPrefix(kind, id.slice(0, 63)));
        await ask(`${kind} by short prefix`, store.withPrefix(kind, id.slice(0, 16)));
      }
      continue;
    }
    await ask("event", store.event(id));
    await ask("resource", store.resource(id));
    await ask("request", store.request(id));
    await ask("requests of event", store.requestsOfEvent(id));
    await ask("votes", store.votes(id, { limit: 200 }));
    await ask("proposal", store.proposal(id));
    await ask("tombstone", store.tombstone(id));
  }
  await ask("festival by prefix", store.withPrefix("festival", toHex(SECRET.id).slice(0, 63)));
  return answers;
}

Deno.test("Store: an unlisted festival is told to nobody who has not named it", async () => {
  const property = fc.asyncProperty(
    gestures,
    fc.constantFrom("in public", "in secret", "not"),
    fc.boolean(),
    async (given, nested, known) => {
      const { scribe, secrets } = tell(given, nested, known);
      const { store } = await quickStore();
      await store.follow(PUBLIC.id);
      await store.follow(SECRET.id);
      await give(store, scribe.written, { receivedAt: 1 });
      for (const [question, answer] of await allAnswers(store, scribe)) {
        const text = JSON.stringify(answer);
        for (const secret of secrets) {
          assert.ok(!text.includes(secret), `${question} tells ${secret}: ${text}`);
        }
      }
      // Named, it answers.
      assert.ok(await store.festival(toHex(SECRET.id)) !== null);
      const events = await store.events(toHex(SECRET.id), { limit: 200 });
      for (const { id } of events.items) assert.ok(await store.event(id) !== null);
      await store.close();
    },
  );
  await fc.assert(property, { numRuns: 150 });
});

Deno.test("Store: what is received in an unlisted festival makes nobody active", async () => {
  const { store } = await quickStore();
  const scribe = new Scribe();
  scribe.begin(SECRET, { visibility: "unlisted" });
  scribe.create(PEOPLE[0]!, SECRET.id, "event", { title: "x", start: 0, end: 1 });
  await store.follow(SECRET.id);
  await give(store, scribe.written, { receivedAt: 900 });
  const key = toHex(PEOPLE[0]!.key);
  assert.equal((await store.user(key))?.lastActive ?? null, null);
  assert.deepEqual(await store.withPrefix("user", key.slice(0, 16)), []);
  await give(store, [scribe.create(PEOPLE[0]!, null, "user", { name: "Anna" })], {
    receivedAt: 1_000,
  });
  assert.equal((await store.user(key))?.lastActive, 1_000);
  assert.deepEqual(await store.withPrefix("user", key.slice(0, 16)), [key]);
  await store.close();
});
