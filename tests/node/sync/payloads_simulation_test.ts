/** Payloads that are missing, dropped, wanted again and found, among nodes that sync. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { checkProof } from "../../../src/core/bamboo/mod.ts";
import { toHex } from "../../../src/core/messages/mod.ts";
import { native } from "../../../src/platform/deno/mod.ts";
import { person, Scribe, type Written } from "../../oracle/scribe.ts";
import {
  contents,
  deletes,
  Item,
  linksTo,
  type Random,
  seeded,
  SimNode,
  Simulation,
} from "./simulation.ts";
import { FESTIVALS, FORKS, PROFILE_FORKS } from "./worlds.ts";

const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const HOMES = [FESTIVALS[0]!.id, FESTIVALS[1]!.id];

/** Logs that delete, and take back: of each place, what it deletes. */
const PATTERNS = [
  [null, null, 1, null, 3, 2, null, 6, 8, 4],
  [null, 1, 2, 3, 4, 5, null, 7, null, 9],
];
const LOGS: Item[][] = [];
const scribe = new Scribe();
for (const [i, author] of [5, 6, 7].map(person).entries()) {
  for (const home of [...HOMES, null]) {
    const log: Written[] = [];
    for (const target of PATTERNS[(i + LOGS.length) % 2]!) {
      const schema = home === null ? "user" : "resource";
      const written = target === null
        ? scribe.create(author, home, schema, { [home === null ? "name" : "title"]: "same" })
        : scribe.remove(log[target - 1]!, schema);
      if (target !== null) deletes.set(written, log[target - 1]!);
      if (log.length > 0) linksTo.set(written, log.at(-1)!);
      log.push(written);
    }
    LOGS.push(log.map((written) => new Item(written)));
  }
}

/** A node with some of each log, and some of the payloads. */
function someNode(name: string, random: Random, lacks: number): SimNode {
  const node = new SimNode(name);
  for (const home of HOMES) node.follow(home);
  for (const log of LOGS) {
    for (const { written } of log.slice(0, random(3) === 0 ? 0 : random(log.length + 1))) {
      node.put(new Item(written, random(lacks) > 0));
    }
  }
  return node;
}

/** Somebody publishes the next entry of a log, or supplies what is missing, at some node. */
function happen(nodes: readonly SimNode[], random: Random): void {
  const node = nodes[random(nodes.length)]!;
  const log = LOGS[random(LOGS.length)]!;
  const { author, festival } = log[0]!.written;
  const held =
    [...node.logs.values()].find(([first]) =>
      first?.written.author === author && first.written.festival === festival
    )?.length ?? 0;
  if (random(2) === 0 && held > 0) node.put(log[random(held)]!);
  else if (held < log.length) node.put(new Item(log[held]!.written, random(4) > 0));
}

function areAlike(nodes: readonly SimNode[], simulation: Simulation): void {
  assert.deepEqual(simulation.offences, []);
  const [first, ...others] = nodes;
  for (const home of HOMES) {
    for (const other of others) assert.deepEqual(contents(other, home), contents(first!, home));
  }
  for (const { ends } of simulation.links.values()) for (const end of ends) assert(end.inSync);
}

Deno.test("payloads: two nodes end with whatever one of them had and both want", () => {
  const property = fc.property(seeds, (seed) => {
    const random = seeded(seed);
    const nodes = ["A", "B"].map((name) => someNode(name, random, 2));
    const simulation = new Simulation(random);
    simulation.link(nodes[0]!, nodes[1]!);
    simulation.settle();
    areAlike(nodes, simulation);
  });
  fc.assert(property, { numRuns: 300 });
});

Deno.test("payloads: what is published, taken back and found anywhere comes to all", () => {
  const property = fc.property(seeds, (seed) => {
    const random = seeded(seed);
    const nodes = ["A", "B", "C", "D"].map((name) => someNode(name, random, 3));
    const simulation = new Simulation(random);
    const link = (one: number, other: number) => simulation.link(nodes[one]!, nodes[other]!);
    link(0, 1);
    link(1, 2);
    link(2, 3);
    if (random(2) === 0) link(0, 3);
    if (random(2) === 0) link(1, 3);
    for (let turns = random(30); turns > 0; turns--) {
      happen(nodes, random);
      for (let steps = random(60); steps > 0; steps--) simulation.step();
    }
    simulation.settle(200_000);
    areAlike(nodes, simulation);
  });
  fc.assert(property, { numRuns: 200 });
});

Deno.test("payloads: sessions that end at any moment lose nothing", () => {
  const property = fc.property(seeds, (seed) => {
    const random = seeded(seed);
    const nodes = ["A", "B", "C"].map((name) => someNode(name, random, 3));
    const [a, b, c] = nodes as [SimNode, SimNode, SimNode];
    const simulation = new Simulation(random);
    for (let cuts = random(8); cuts >= 0; cuts--) {
      const [one, other] = random(2) === 0 ? [a, b] as const : [b, c] as const;
      simulation.link(one, other);
      for (let steps = random(200); steps > 0; steps--) simulation.step();
      happen(nodes, random);
      simulation.cut(one, other);
    }
    simulation.link(a, b);
    simulation.link(b, c);
    simulation.settle();
    areAlike(nodes, simulation);
  });
  fc.assert(property, { numRuns: 200 });
});

Deno.test("payloads: follows that change at any moment offend nobody", () => {
  const property = fc.property(seeds, (seed) => {
    const random = seeded(seed);
    const nodes = ["A", "B"].map((name) => someNode(name, random, 2));
    const simulation = new Simulation(random);
    simulation.link(nodes[0]!, nodes[1]!);
    for (let changes = random(20); changes > 0; changes--) {
      nodes[random(2)]!.follow(HOMES[random(2)]!, random(2) === 0);
      happen(nodes, random);
      for (let steps = random(40); steps > 0; steps--) simulation.step();
    }
    for (const node of nodes) for (const home of HOMES) node.follow(home);
    simulation.settle();
    areAlike(nodes, simulation);
  });
  fc.assert(property, { numRuns: 300 });
});

Deno.test("payloads: logs that are cut meanwhile want nothing from there on, and again what that had voided", () => {
  const property = fc.property(seeds, (seed) => {
    const random = seeded(seed);
    const nodes = ["A", "B", "C"].map((name) => someNode(name, random, 3));
    const simulation = new Simulation(random);
    for (const node of nodes) {
      for (const branches of [FORKS, PROFILE_FORKS]) {
        const branch = branches[random(branches.length)]!;
        for (const { written } of branch.slice(0, random(branch.length + 1))) {
          node.put(new Item(written, random(3) > 0));
        }
      }
    }
    simulation.link(nodes[0]!, nodes[1]!);
    simulation.link(nodes[1]!, nodes[2]!);
    for (let turns = random(10); turns > 0; turns--) {
      if (random(3) === 0) {
        // Somebody finds that a log that deletes was forked, too.
        const log = LOGS[random(LOGS.length)]!;
        const at = random(log.length);
        const { entry, author, festival, payload } = log[at]!.written;
        const other = new Scribe();
        for (const { written } of log.slice(0, at)) other.write(author, festival, written.payload);
        const fork = other.write(author, festival, payload, { endOfLog: true });
        const proof = { kind: "fork", entries: [entry, fork.entry] } as const;
        assert(checkProof(proof, native).ok);
        nodes[random(3)]!.prove(proof);
      }
      happen(nodes, random);
      for (let steps = random(80); steps > 0; steps--) simulation.step();
    }
    simulation.settle();
    areAlike(nodes, simulation);
  });
  fc.assert(property, { numRuns: 200 });
});

Deno.test("payloads: the bytes of one are asked for once, and nothing is where nothing is wanted", () => {
  const property = fc.property(seeds, (seed) => {
    const random = seeded(seed);
    const [one, other] = ["A", "B"].map((name) => new SimNode(name)) as [SimNode, SimNode];
    for (const home of HOMES) for (const node of [one, other]) node.follow(home);
    for (const { written } of LOGS.flat()) {
      one.put(new Item(written, random(2) > 0));
      other.put(new Item(written, random(4) > 0));
    }
    const simulation = new Simulation(random);
    simulation.link(one, other);
    simulation.settle();
    const given = new Map<string, number>();
    for (const { frame } of simulation.sent) {
      if (frame.type !== "payloads") continue;
      for (const { id, payload } of frame.items) {
        if (payload !== null) given.set(toHex(id), (given.get(toHex(id)) ?? 0) + 1);
      }
    }
    // A profile may be asked for with each of the festivals in which its author writes.
    const most = (id: string) =>
      LOGS.flat().find(({ written }) => toHex(written.id) === id)!.written.festival === null
        ? HOMES.length
        : 1;
    for (const [id, times] of given) assert(times <= most(id));
    const before = simulation.sent.length;
    simulation.cut(one, other);
    simulation.link(one, other);
    simulation.settle();
    const asked = simulation.sent.slice(before).filter(({ frame }) => frame.type === "want")
      .flatMap(({ frame }) => frame.type === "want" ? frame.ids.map(toHex) : []);
    // Only what is nowhere is asked for again.
    const nowhere = [...one.wants.values()].map(({ item }) => toHex(item.written.id));
    assert.deepEqual(new Set(asked), new Set(nowhere));
  });
  fc.assert(property, { numRuns: 100 });
});
