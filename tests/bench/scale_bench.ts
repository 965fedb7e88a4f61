/**
 * What every page and list costs at a festival of 2,000 events, 1,000 resources, 10,000 requests and
 * 500 people, through the whole app on a database file: each is asked for just after somebody has
 * signed something, so that no page kept of it is still good. And what one change costs to take in,
 * there and at a festival of a tenth.
 */
import { join } from "node:path";
import process from "node:process";
import { toHex } from "../../src/core/messages/mod.ts";
import { createVerifier, type Node, openSqlStore, startNode } from "../../src/node/mod.ts";
import { native, openSqlDriver, readStaticFiles } from "../../src/platform/deno/mod.ts";
import { createApp } from "../../src/routes/mod.ts";
import { fakeContext } from "../routes/fake_node.ts";
import { type BigFestival, bigFestival, type Size } from "./big_festival.ts";
import type { Bench, Row } from "./harness.ts";

const WHOLE: Size = { people: 500, resources: 1_000, events: 2_000, requests: 10_000 };
const TENTH: Size = { people: 50, resources: 100, events: 200, requests: 1_000 };
const BATCH = 200;
const ROUNDS = 40;
const MOST_MS = 50;
const HOUR_MS = 3_600_000;

export const scaleBench: Bench = {
  name: "scale",
  async run() {
    const small = await filled(TENTH);
    const before = await changes(small);
    await small.close();
    const big = await filled(WHOLE);
    try {
      const after = await changes(big);
      const rows: Row[] = [];
      for (const [what, path] of pathsOf(big.festival)) rows.push(await looked(big, what, path));
      rows.push({
        what: "one change, of the whole festival",
        perSecond: 1_000 / middle(after),
        limit: "of a tenth of it",
        limitPerSecond: 1_000 / middle(before),
        note: `${said(after)}; a tenth: ${said(before)}`,
      });
      return rows;
    } finally {
      await big.close();
    }
  },
};

interface Filled {
  readonly festival: BigFestival;
  readonly node: Node;
  readonly app: ReturnType<typeof createApp>;
  turn: number;
  close(): Promise<void>;
}

async function filled(size: Size): Promise<Filled> {
  const folder = await Deno.makeTempDir();
  const festival = bigFestival(size);
  let now = 1_814_000_000_000;
  const clock = { now: () => now++, after: () => () => {} };
  const node = await startNode({
    store: await openSqlStore({ driver: openSqlDriver(join(folder, "bench.sqlite")) }),
    verifier: createVerifier(native),
    clock,
    entropy: { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) },
    report: fakeContext().report,
    followCreated: true,
  });
  for (let from = 0; from < festival.items.length; from += BATCH) {
    const results = await node.publish(festival.items.slice(from, from + BATCH));
    for (const result of results) {
      if (result.status !== "accepted" || result.ignored !== null) {
        throw new Error(JSON.stringify(result));
      }
    }
  }
  const app = createApp(fakeContext({ node, clock, files: readStaticFiles() }));
  return {
    festival,
    node,
    app,
    turn: 0,
    close: async () => {
      await node.stop();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** Each page or list, of another thing at every turn. */
function pathsOf(festival: BigFestival): [what: string, path: (turn: number) => string][] {
  const of = (list: readonly { readonly id: Uint8Array }[]) => (turn: number) =>
    toHex(list[(turn * 37) % list.length]!.id);
  const id = toHex(festival.id);
  const [event, request] = [of(festival.events), of(festival.requests)];
  const hall = (turn: number) => toHex(festival.halls[turn % festival.halls.length]!);
  const thing = (turn: number) => toHex(festival.things[(turn * 31) % festival.things.length]!);
  const person = (turn: number) =>
    toHex(festival.people[(turn * 41) % festival.people.length]!.author);
  const api = `/api/v1/festivals/${id}`;
  const night = (turn: number) => {
    const from = 1_814_140_800_000 + (24 * (turn % 7) + 18) * HOUR_MS;
    return `from=${from}&to=${from + 6 * HOUR_MS}`;
  };
  const always = (path: string) => () => path;
  return [
    ["page: festival", always(`/festivals/${id}`)],
    ["page: festival, words", always(`/festivals/${id}?q=tea`)],
    ["page: festival, a tag", always(`/festivals/${id}?tag=film`)],
    ["page: event", (turn) => `/events/${event(turn)}`],
    ["page: hall", (turn) => `/resources/${hall(turn)}`],
    ["page: thing", (turn) => `/resources/${thing(turn)}`],
    ["page: request", (turn) => `/requests/${request(turn)}`],
    ["page: user", (turn) => `/users/${person(turn)}`],
    ["page: desk", (turn) => `/desk?key=${person(turn)}`],
    ["page: desk, what waits", (turn) => `/desk?key=${person(turn)}&state=waiting`],
    ["page: home", always("/")],
    ["page: network", always("/network")],
    ["page: log", (turn) => `/logs/${person(turn)}/0`],
    ["api: festivals", always("/api/v1/festivals")],
    ["api: festival", always(api)],
    ["api: events, 200", always(`${api}/events?limit=200`)],
    ["api: events of a night", (turn) => `${api}/events?${night(turn)}`],
    ["api: events, words", always(`${api}/events?q=tea`)],
    ["api: events at a hall", (turn) => `${api}/events?place=${hall(turn)}`],
    ["api: official events", always(`${api}/events?official=1`)],
    ["api: unofficial events", always(`${api}/events?official=0`)],
    ["api: sure events", always(`${api}/events?state=sure`)],
    ["api: cancelled events", always(`${api}/events?state=cancelled`)],
    ["api: events with nested", always(`${api}/events?nested=1`)],
    ["api: resources, 200", always(`${api}/resources?limit=200`)],
    ["api: halls free at night", (turn) => `${api}/resources?place=1&free=1&${night(turn)}`],
    ["api: things free for 5", (turn) => `${api}/resources?free=1&quantity=5&${night(turn)}`],
    [
      "api: nothing free all week",
      always(
        `${api}/resources?free=1&quantity=10&from=1814140800000&to=1814745600000&limit=200`,
      ),
    ],
    ["api: step-free places", always(`${api}/resources?place=1&stepFree=yes`)],
    ["api: requests, 200", always(`${api}/requests?limit=200`)],
    ["api: requests, conflicts", always(`${api}/requests?status=conflict`)],
    ["api: requests of an owner", (turn) => `${api}/requests?owner=${person(turn)}`],
    ["api: requests, words", always(`${api}/requests?q=tea`)],
    ["api: requests by start", always(`${api}/requests?sort=start`)],
    ["api: event", (turn) => `/api/v1/events/${event(turn)}`],
    ["api: hall", (turn) => `/api/v1/resources/${hall(turn)}`],
    ["api: user", (turn) => `/api/v1/users/${person(turn)}`],
    ["api: desk", (turn) => `/api/v1/desk?key=${person(turn)}`],
    ["api: desk, proposals", (turn) => `/api/v1/desk/proposals?key=${person(turn)}`],
    ["api: desk, conflicts", (turn) => `/api/v1/desk/conflicts?key=${person(turn)}`],
    ["api: changes", (turn) => `/api/v1/changes?key=${person(turn)}`],
    ["api: proposals", always(`${api}/proposals?limit=200`)],
    ["api: proposals accepted", always(`${api}/proposals?status=accepted`)],
    ["api: votes", (turn) => `/api/v1/requests/${request(turn)}/votes`],
    ["api: activity", always(`${api}/activity`)],
    ["api: search", always("/api/v1/search?q=tea")],
    ["api: search of two words", always("/api/v1/search?q=tea%20riv&limit=200")],
    ["api: search in a time", always(`/api/v1/search?q=tea&${night(1)}`)],
    ["api: search by time alone", always(`/api/v1/search?${night(1)}`)],
    ["api: search by tag", always("/api/v1/search?tag=film")],
    ["api: search by owner", (turn) => `/api/v1/search?owner=${person(turn)}`],
    ["api: search by steps and state", always("/api/v1/search?stepFree=partly&state=sure")],
    ["api: search of what is free", always(`/api/v1/search?free=1&places=1&${night(1)}`)],
    ["page: search by tag", always("/search?tag=film&stepFree=yes")],
    ["api: logs", always(`/api/v1/logs?festival=${id}&limit=200`)],
  ];
}

async function change(filled: Filled): Promise<number> {
  const item = filled.festival.change(filled.turn++);
  const start = performance.now();
  const [result] = await filled.node.publish([item]);
  const took = performance.now() - start;
  if (result?.status !== "accepted") throw new Error(JSON.stringify(result));
  return took;
}

/** What a change takes, in milliseconds. */
async function changes(filled: Filled): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < 5 * ROUNDS; i++) times.push(await change(filled));
  return times.slice(ROUNDS).sort((one, other) => one - other);
}

async function looked(filled: Filled, what: string, path: (turn: number) => string): Promise<Row> {
  const times: number[] = [];
  const worked: number[] = [];
  let bytes = 0;
  let first = 0;
  let waited = 0;
  for (let turn = 0; turn < ROUNDS; turn++) {
    await change(filled);
    const address = `http://localhost${path(turn)}`;
    const others = turn === 0 ? somebodyElse() : null;
    const before = cpuMs();
    const start = performance.now();
    const response = await filled.app.fetch(
      new Request(address, { headers: { accept: "text/html" } }),
      { remoteAddress: null },
    );
    bytes = (await response.arrayBuffer()).byteLength;
    const took = performance.now() - start;
    worked.push(cpuMs() - before);
    if (response.status !== 200) throw new Error(`${address}: ${response.status}`);
    if (others !== null) [first, waited] = [took, others()];
    times.push(took);
  }
  times.sort((one, other) => one - other);
  worked.sort((one, other) => one - other);
  return {
    what,
    perSecond: 1_000 / at(times, 0.95),
    limit: `${MOST_MS} ms`,
    limitPerSecond: 1_000 / MOST_MS,
    note: `${said(times)}, first ${first.toFixed(1)} (others waited for ${
      waited.toFixed(1)
    }); of the processor ${said(worked)}; ${Math.ceil(bytes / 1_000)} kB`,
  };
}

/** Asks for a turn again and again until it is stopped, which gives the longest it waited for one. */
function somebodyElse(): () => number {
  let longest = 0;
  let last = performance.now();
  const turn = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const timer = setInterval(turn);
  return () => {
    clearInterval(timer);
    turn();
    return longest;
  };
}

/** What the process has used: tells work from waiting where others use the machine, too. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

function said(times: readonly number[]): string {
  return `p50 ${middle(times).toFixed(1)}, p95 ${at(times, 0.95).toFixed(1)} ms`;
}

function middle(times: readonly number[]): number {
  return at(times, 0.5);
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}
