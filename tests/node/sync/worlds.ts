/** A few people, festivals and their logs, signed once. */
import { festivalOf, type Person, person, Scribe, type Written } from "../../oracle/scribe.ts";
import { Item, linksTo, type Random, SimNode } from "./simulation.ts";

export const FESTIVALS = [0, 1, 2].map((number) => festivalOf(person(number), 7));
export const PEOPLE = [0, 1, 2, 3, 4].map(person);
const LENGTH = 12;

/** Everything that is ever written, by log, in order. */
export const LOGS: readonly (readonly Item[])[] = [];

/**
 * Histories of person 4 in the first festival. Each is like the first one below a place: the second
 * parts from it at 3, the others at 6, 1 and 9.
 */
const PARTINGS = [Infinity, 3, 6, 1, 9];
export const FORKS: readonly (readonly Item[])[] = PARTINGS.map((parting, branch) => {
  const scribe = new Scribe();
  const { id } = FESTIVALS[0]!;
  const titles = Array.from(
    { length: LENGTH },
    (_, i) => i + 1 < parting ? `${i}` : `${i} of ${branch}`,
  );
  return chained(titles.map((title) => scribe.resource(PEOPLE[4]!, id, { title })));
});

/** Two profiles of person 0, who writes in two festivals: they part at 8. */
export const PROFILE_FORKS: readonly (readonly Item[])[] = [0, 1].map((branch) => {
  const scribe = new Scribe();
  const names = Array.from({ length: LENGTH }, (_, i) => i < 7 ? `${i}` : `${i} of ${branch}`);
  return chained(names.map((name) => scribe.create(PEOPLE[0]!, null, "user", { name })));
});

const scribe = new Scribe();
for (const [index, festival] of FESTIVALS.entries()) {
  for (const author of PEOPLE.slice(0, 4)) {
    // Nobody writes everywhere: person 3 only in the last festival.
    if (author === PEOPLE[3] ? index !== 2 : index === 2 && author === PEOPLE[2]) continue;
    add(author, festival.id);
  }
}
for (const author of PEOPLE) add(author, null);

function add(author: Person, festival: Uint8Array | null): void {
  const log = Array.from(
    { length: LENGTH },
    (_, i) =>
      festival === null
        ? scribe.create(author, null, "user", { name: `${i}` })
        : scribe.resource(author, festival, { title: `${i}` }),
  );
  (LOGS as Item[][]).push(chained(log));
}

export function chained(log: readonly Written[]): Item[] {
  log.forEach((written, i) => i > 0 && linksTo.set(written, log[i - 1]!));
  return log.map((written) => new Item(written));
}

/** A node that holds a random part of every log of what it follows, and all sorts of log 0. */
export function someNode(
  name: string,
  follows: readonly number[],
  random: Random,
  takes: (item: Item) => boolean = () => true,
): SimNode {
  const node = new SimNode(name);
  for (const index of follows) node.follow(FESTIVALS[index]!.id);
  for (const log of LOGS) {
    const { festival } = log[0]!.written;
    if (festival !== null && !follows.some((index) => FESTIVALS[index]!.id === festival)) continue;
    if (!takes(log[0]!)) continue;
    for (const item of log.slice(0, random(3) === 0 ? 0 : random(LENGTH))) node.put(item);
  }
  return node;
}

/** Publishes the next entry of some log, at the node of those given that holds the most of it. */
export function publishSome(nodes: readonly SimNode[], random: Random): void {
  const log = LOGS[random(LOGS.length)]!;
  const { festival, author } = log[0]!.written;
  const logId = festival === null ? 0 : -1;
  const lengths = nodes.map((node) =>
    [...node.logs.values()].find(([first]) =>
      first!.written.author === author && first!.written.festival === festival
    )?.length ?? 0
  );
  const most = Math.max(...lengths);
  const node = nodes[lengths.indexOf(most)]!;
  if (logId !== 0 && ![...node.follows.values()].some((id) => id === festival)) return;
  const next = log[most];
  if (next !== undefined) node.put(next);
}
