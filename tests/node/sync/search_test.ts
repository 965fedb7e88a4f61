/**
 * How a search for a fork ends where nobody gives the expected answer: each state in which a log is
 * held back, or a question is open, has an exit.
 */
import assert from "node:assert/strict";
import type { ForkProof } from "../../../src/core/bamboo/mod.ts";
import { logIdOf, toHex } from "../../../src/core/messages/mod.ts";
import type { LogName, SyncInput, SyncOutput } from "../../../src/node/sync/exchange.ts";
import type { LogHeads, SyncFrame } from "../../../src/node/sync/frames.ts";
import { newSync, owesUs, stepSync } from "../../../src/node/sync/reducer.ts";
import { festivalOf, person, Scribe, type Written } from "../../oracle/scribe.ts";
import {
  BOUND,
  channelPair,
  Hand,
  meet,
  part,
  publish,
  quiet,
  startOn,
  testNode,
  until,
} from "./nodes.ts";

const ANNA = person(1);
const [F, G] = [festivalOf(ANNA, 1).id, festivalOf(ANNA, 2).id];

/** A log of six, which parts from any other branch at a place. */
function branch(festival: Uint8Array | null, name: string, parts: number): Written[] {
  const scribe = new Scribe();
  return Array.from({ length: 6 }, (_, i) => {
    const title = i + 1 < parts ? `${i}` : `${i} ${name}`;
    return festival === null
      ? scribe.create(ANNA, null, "user", { name: title })
      : scribe.resource(ANNA, festival, { title });
  });
}

interface End {
  readonly log?: readonly Written[];
  readonly profile?: readonly Written[];
}

function headOf(log: readonly Written[] = []) {
  return { seq: log.length, id: log.at(-1)?.id ?? null };
}

/** Anna's logs, as heads: none where she has nothing in the festival. */
function headsOf({ log, profile }: End): LogHeads[] {
  if (log === undefined) return [];
  return [{ author: ANNA.key, log: headOf(log), profile: headOf(profile) }];
}

/** One side of a sync, with what it is told by hand and what it gives. */
class Side {
  readonly state = newSync();
  #said = 0;
  #heard = 0;

  step(input: SyncInput): SyncOutput[] {
    return stepSync(this.state, input);
  }

  /** Both lists have these now. */
  share(...festivals: readonly Uint8Array[]): SyncOutput[] {
    const [said, heard] = [++this.#said, ++this.#heard];
    return this.step({ type: "shared", listed: festivals, shared: festivals, said, heard });
  }

  /** Both sides' heads of the festival that was shared last, and all that was ahead has gone. */
  heads(festival: Uint8Array, ours: End, theirs: End): SyncOutput[] {
    this.step({ type: "heads-read", logs: headsOf(ours), last: true });
    this.step({ type: "sent" });
    const logs = headsOf(theirs);
    return this.receive({ type: "heads", festival, seen: this.#said, logs, last: true });
  }

  receive(frame: SyncFrame): SyncOutput[] {
    return this.step({ type: "received", frame });
  }

  /** Lets all that is under way go, and gives the frames; what is read is nothing, or what is given. */
  run(outputs: SyncOutput[], read: readonly Written[] = []): SyncFrame[] {
    const frames: SyncFrame[] = [];
    for (let left = [...outputs]; left.length > 0;) {
      const output = left.shift()!;
      if (output.type === "send") {
        frames.push(output.frame);
        left = [...left, ...this.step({ type: "sent" })];
      } else if (output.type === "read-at") {
        const items = read.slice(0, output.seq).slice(-1);
        left = [...left, ...this.step({ type: "log-read", items })];
      } else if (output.type === "read-log") {
        const items = read.slice(output.from - 1, output.from - 1 + output.limit);
        left = [...left, ...this.step({ type: "log-read", items })];
      } else if (output.type === "end") assert.fail(output.code);
    }
    return frames;
  }
}

const logName = (festival: Uint8Array, profile: boolean): LogName => ({
  festival,
  author: ANNA.key,
  profile,
});
const compared = (festival: Uint8Array, profile: boolean, entry: Uint8Array | null): SyncFrame => ({
  type: "compared",
  ...logName(festival, profile),
  entry,
});
const compare = (festival: Uint8Array, profile: boolean, seq: number): SyncFrame => ({
  type: "compare",
  ...logName(festival, profile),
  seq,
});
const kinds = (frames: readonly SyncFrame[]) =>
  frames.map((frame) => "author" in frame ? `${frame.type} ${frame.profile}` : frame.type);

/** The two branches, that first whose side is to search. */
function searched(festival: Uint8Array | null, parts: number): [Written[], Written[]] {
  const branches = [branch(festival, "a", parts), branch(festival, "b", parts)] as const;
  const ids = branches.map((log) => log.at(-1)!.id);
  return toHex(ids[0]!) < toHex(ids[1]!) ? [branches[0], branches[1]] : [branches[1], branches[0]];
}

Deno.test("search: they were cut at 1 while we asked: it is over, and what is left is below", () => {
  const [ours, theirs] = searched(F, 1);
  const side = new Side();
  side.share(F);
  const asked = side.run(side.heads(F, { log: ours }, { log: theirs }), ours);
  assert.deepEqual(kinds(asked), ["compare false", "complete"]);
  assert.equal(owesUs(side.state), true);
  const frames = side.run(side.receive(compared(F, false, null)), ours);
  // Nothing of theirs counts, so nothing of theirs differs; and nothing more is asked.
  const [log] = side.state.festivals.values().next().value!.logs.values();
  assert.deepEqual([log!.search, log!.parted], [null, false]);
  assert.deepEqual(kinds(frames), []);
  const proof: ForkProof = { kind: "fork", entries: [ours[0]!.entry, theirs[0]!.entry] };
  const [first, second] = proof.entries;
  const cut = { type: "cut", ...logName(F, false), kind: "fork", first, second } as const;
  const outputs = side.receive(cut);
  assert.equal(outputs[0]?.type, "prove");
  side.step({ type: "cut", festival: F, author: ANNA.key, seq: 1 });
  assert.deepEqual(side.step({ type: "proved", log: logName(F, false) }), []);
  assert.deepEqual([log!.search, log!.parted, log!.ourCut], [null, false, 1]);
});

Deno.test("search: their proof of a higher place comes before the answer, and the search goes on", () => {
  const [ours, theirs] = searched(F, 2);
  const side = new Side();
  side.share(F);
  side.run(side.heads(F, { log: ours }, { log: theirs }), ours);
  const [first, second] = [ours[1]!.entry, theirs[1]!.entry];
  side.receive({ type: "cut", ...logName(F, false), kind: "fork", first, second });
  side.step({ type: "cut", festival: F, author: ANNA.key, seq: 2 });
  side.step({ type: "proved", log: logName(F, false) });
  // The last that counts there, since they are cut at 2.
  const frames = side.run(side.receive(compared(F, false, theirs[0]!.entry)), ours);
  const [log] = side.state.festivals.values().next().value!.logs.values();
  assert.deepEqual([log!.search, log!.parted, log!.alike], [null, false, 1]);
  assert.deepEqual(kinds(frames), []);
});

/** Anna's log 0 is asked for with F, while G is shared, too. */
function askedIn(): { side: Side; ours: Written[]; theirs: Written[] } {
  const [ours, theirs] = searched(null, 3);
  const [log, other] = [branch(F, "", 9), branch(G, "", 9)];
  const side = new Side();
  side.share(F);
  const frames = side.run(
    side.heads(F, { log, profile: ours }, { log, profile: theirs }),
    ours,
  );
  assert.deepEqual(kinds(frames), ["compare true", "complete"]);
  side.share(F, G);
  const ends = [{ log: other, profile: ours }, { log: other, profile: theirs }] as const;
  assert.deepEqual(kinds(side.run(side.heads(G, ...ends), ours)), ["complete"]);
  return { side, ours, theirs };
}

Deno.test("search: what was asked in a festival that is left is asked again in another", () => {
  const { side, ours, theirs } = askedIn();
  const frames = side.run(side.share(G), ours);
  assert.deepEqual(frames, [compare(G, true, 6)]);
  // The first question's answer is of a sharing that is over; the second's is taken.
  assert.deepEqual(side.receive(compared(F, true, theirs[5]!.entry)), []);
  const next = side.run(side.receive(compared(G, true, theirs[5]!.entry)), ours);
  assert.deepEqual(next, [compare(G, true, 3)]);
});

Deno.test("search: an answer names the festival of its question", () => {
  const { side, theirs } = askedIn();
  assert.deepEqual(side.receive(compared(G, true, theirs[5]!.entry)), [
    { type: "end", code: "unexpected-frame" },
  ]);
});

Deno.test("search: a question in a festival that is left is forgotten; another is answered", () => {
  const [ours, theirs] = searched(null, 3);
  const log = branch(F, "", 9);
  const side = new Side();
  side.share(F);
  side.run(side.heads(F, { log, profile: ours }, { log, profile: theirs }), ours);
  side.share(F, G);
  side.run(side.heads(G, { log: branch(G, "", 9), profile: ours }, {}), ours);
  // It is being read for the answer when F is left.
  assert.equal(side.receive(compare(F, true, 6))[0]?.type, "read-at");
  side.share(G);
  side.run(side.step({ type: "log-read", items: ours.slice(5) }), ours);
  assert.deepEqual(side.run(side.receive(compare(G, true, 2)), ours), [
    compared(G, true, ours[1]!.entry),
  ]);
});

Deno.test("search: a question about log 0 waits until its author's log is stored here", () => {
  const [ours, theirs] = searched(null, 3);
  const log = branch(F, "", 9);
  const side = new Side();
  side.share(F);
  side.run(side.heads(F, {}, { log, profile: theirs }), ours);
  const items = log.map(({ entry, payload }) => ({ entry, payload }));
  side.receive({ type: "entries", ...logName(F, false), from: 1, items });
  assert.deepEqual(side.receive(compare(F, true, 6)), []);
  const outputs = side.step({ type: "advanced", festival: F, author: ANNA.key, seq: 6 });
  assert.equal(outputs[0]?.type, "read-profile");
  const answer = side.run([
    ...outputs.slice(1),
    ...side.step({ type: "profile-advanced", author: ANNA.key, seq: 6 }),
  ], ours);
  assert.deepEqual(answer, [compared(F, true, ours[5]!.entry)]);
});

Deno.test("search: that histories part is found with a festival that was left by then, and holds", () => {
  const [, ours] = searched(null, 1);
  const log = branch(G, "", 9);
  const side = new Side();
  side.share(F);
  side.run(side.heads(F, { log: branch(F, "", 9) }, { log: branch(F, "", 9), profile: ours }));
  side.share();
  side.step({ type: "parted", log: logName(F, true), seq: 2 });
  side.share(G);
  const frames = side.run(side.heads(G, { log, profile: ours.slice(0, 2) }, { log }), ours);
  assert.deepEqual(frames, [compare(G, true, 2), { type: "complete", festival: G }]);
});

Deno.test("search: who answers nothing holds up nobody else, and is given up", async () => {
  const node = await testNode([F]);
  const honest = await testNode([F], node.clock);
  const [ours, theirs] = [branch(F, "a", 3), branch(F, "b", 3)];
  await publish(node, ...ours);
  const aWhile = async () => {
    node.clock.advance(5_000);
    await quiet(5);
  };
  const { channels } = channelPair(node.clock, BOUND);
  const session = startOn(node, channels[0], "answerer");
  const hand = new Hand(channels[1], "dialer");
  await hand.shakeHands();
  await hand.follow(F);
  await hand.nextOf("heads");
  await hand.heads(F);
  await hand.nextOf("complete");
  await hand.send({ type: "complete", festival: F });
  for (let i = 0; i < 30; i++) await aWhile();
  await hand.entries(F, theirs.slice(0, 4), { from: 1 });
  await hand.nextOf("compare");
  // From the question on, however long there was silence before it.
  for (let i = 0; i < 5; i++) await aWhile();
  const still = Symbol();
  assert.equal(await Promise.race([session.ended, Promise.resolve(still)]), still);

  await publish(honest, ...theirs);
  const meeting = meet(node, honest);
  const isCut = async () => (await node.head(ANNA.key, logIdOf(F)))?.cut === 3;
  await until(isCut, "the cut");
  // It goes to the silent one, too.
  const { first, second } = await hand.nextOf("cut");
  assert.deepEqual(new Set([first, second]), new Set([ours[2]!.entry, theirs[2]!.entry]));
  for (let i = 0; i < 3; i++) await aWhile();
  const { code, offence } = await session.ended;
  assert.deepEqual([code, offence], ["too-slow", false]);
  hand.channel.close();
  await part(meeting);
  await Promise.all([node.stop(), honest.stop()]);
});
