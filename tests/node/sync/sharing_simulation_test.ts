/**
 * Nodes that begin and end to follow festivals, write, meet and part, while two logs of theirs are
 * forked early: what they share in the end they hold alike, in the sessions that stand by then.
 *
 * A log 0 is where that is hard: it is one for all festivals, and what was said of it with one that
 * is left has to hold for the others.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { logIdOf, toHex } from "../../../src/core/messages/mod.ts";
import { Scribe, type Written } from "../../oracle/scribe.ts";
import { contents, Item, type Random, seeded, type SimNode, Simulation } from "./simulation.ts";
import { chained, FESTIVALS, PEOPLE, someNode } from "./worlds.ts";

const ids = FESTIVALS.map(({ id }) => id);
const NAMES = ["A", "B", "C"];
const [ANNA, EVE] = [PEOPLE[0]!, PEOPLE[4]!];

/** Histories of one log: each like the first below a place, where it parts from it. */
function branches(write: (scribe: Scribe, text: string) => Written) {
  return [Infinity, 1, 2, 4].map((parting, branch) => {
    const scribe = new Scribe();
    const texts = Array.from(
      { length: 6 },
      (_, i) => i + 1 < parting ? `${i}` : `${i} of ${branch}`,
    );
    return chained(texts.map((text) => write(scribe, text)));
  });
}

const WRITTEN = [
  branches((scribe, name) => scribe.create(ANNA, null, "user", { name })),
  branches((scribe, title) => scribe.resource(EVE, ids[0]!, { title })),
  ...ids.map((id) => {
    const scribe = new Scribe();
    return [chained(["0", "1", "2"].map((title) => scribe.resource(ANNA, id, { title })))];
  }),
];

/**
 * Some log goes on at a node, if it follows the festival; what does not fit is not taken. `lacks`: one
 * in how many entries comes without its payload.
 */
function grow(node: SimNode, random: Random, lacks: number): void {
  const log = WRITTEN[random(WRITTEN.length)]!;
  const branch = log[random(log.length)]!;
  const { author, festival } = branch[0]!.written;
  if (festival !== null && !node.follows.has(toHex(festival))) return;
  const logId = festival === null ? 0 : logIdOf(festival);
  const held = node.logs.get(`${toHex(author.key)}/${logId}`)?.length ?? 0;
  for (const item of branch.slice(0, held + 1 + random(2))) {
    node.put(lacks === 0 ? item : new Item(item.written, random(lacks) > 0));
  }
}

/** Whatever happens by a seed, the nodes end alike, and nothing is left undone. */
function endsWell(seed: number, lacks: number): void {
  const random = seeded(seed);
  const count = 2 + random(2);
  const nodes = NAMES.slice(0, count).map((name) => someNode(name, [0, 1, 2], random, () => false));
  for (const node of nodes) {
    for (let grown = random(8); grown > 0; grown--) grow(node, random, lacks);
  }
  const simulation = new Simulation(random);
  const ring = [[0, 1], [1, 2], [0, 2]] as const;
  const pairs = count === 2 ? ring.slice(0, 1) : random(2) > 0 ? ring.slice(0, 2) : ring;
  for (const [one, other] of pairs) simulation.link(nodes[one]!, nodes[other]!);
  for (let changes = random(20); changes > 0; changes--) {
    const what = random(4);
    const node = nodes[random(count)]!;
    if (what < 2) node.follow(ids[random(3)]!, random(2) === 0);
    else if (what === 2) grow(node, random, lacks);
    else if (random(3) === 0) {
      const [one, other] = pairs[random(pairs.length)]!;
      simulation.cut(nodes[one]!, nodes[other]!);
      simulation.link(nodes[one]!, nodes[other]!);
    }
    for (let steps = random(40); steps > 0; steps--) simulation.step();
  }
  const shared = ids.filter(() => random(2) === 0);
  for (const node of nodes) for (const id of ids) node.follow(id, shared.includes(id));
  simulation.settle();
  assert.deepEqual(simulation.offences, []);
  for (const id of shared) {
    for (const node of nodes) assert.deepEqual(contents(node, id), contents(nodes[0]!, id));
  }
  assert.deepEqual(simulation.stuck, []);
  for (const { ends } of simulation.links.values()) for (const end of ends) assert(end.inSync);
}

const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });

Deno.test("sync: whatever was followed, written and cut on the way, nothing is left undone", () => {
  // What once went wrong: a question about log 0 that was under way when its festival was left (126,
  // 197); what was due of it there (152); a question while the author's log was being stored (1985);
  // histories found to part with a festival that was left by then (4880); and who was to search had
  // passed over the heads that showed it (92349).
  const found = [126, 152, 197, 207, 263, 322, 1985, 4880, 92349];
  const examples = found.map((seed): [number] => [seed]);
  fc.assert(fc.property(seeds, (seed) => endsWell(seed, 0)), { numRuns: 400, examples });
});

Deno.test("sync: nor is it where payloads are missing here and there", () => {
  fc.assert(fc.property(seeds, (seed) => endsWell(seed, 3)), { numRuns: 200 });
});
