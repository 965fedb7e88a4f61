/**
 * A store that holds a million entries already, made here, beside an empty one: ingest, the time it
 * takes to open, memory, size, and what single answers cost. Log by log and with authors interleaved.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type CheckedEntry,
  type CheckItem,
  decodeEntry,
  hashOf,
} from "../../src/core/bamboo/mod.ts";
import { logIdOf, toHex } from "../../src/core/messages/mod.ts";
import { createVerifier, type Store } from "../../src/node/mod.ts";
import { native } from "../../src/platform/deno/crypto.ts";
import { bareRate } from "./bare_rows.ts";
import { type Figure, perSecond } from "./figures.ts";
import { ingest, median, openStore, rateOf } from "./ingest.ts";
import { Workload } from "./workload.ts";

const AUTHORS = 1_000;
const FESTIVALS = 10;
const FILL = 10_000;
const PIECES = 6;
const PIECE = 10_000;
const LOG_PIECE = 400;
const MOST_OPEN_MS = 1_000;
const MOST_MEMORY_MB = 300;
const MOST_SIZE = 1.8;

export async function millionFigures(entries: number): Promise<Figure[]> {
  const data = await Deno.makeTempDir();
  const other = await Deno.makeTempDir();
  try {
    const workload = new Workload(AUTHORS, FESTIVALS);
    const file = join(data, "p2panda.sqlite");
    const { bytes, last } = await fill(workload, entries, file);
    const size = Deno.statSync(file).size;
    return [
      {
        what: `database of ${count(entries)} entries`,
        value: `${Math.round(size / 1e6)} MB`,
        limit: `entries and payloads, ${Math.round(bytes / 1e6)} MB`,
        ratio: size / bytes,
        most: MOST_SIZE,
      },
      ...await served(data, toHex(workload.festivals[0]!.id)),
      ...await answers(file, workload, last),
      ...await against(workload, file, join(other, "empty.sqlite")),
      bare(file, other),
    ];
  } finally {
    await Deno.remove(data, { recursive: true });
    await Deno.remove(other, { recursive: true });
  }
}

/** Signs and stores them, unchecked: that they are right is measured elsewhere. */
async function fill(workload: Workload, entries: number, file: string) {
  const store = await openStore(file);
  let bytes = 0;
  let done = 0;
  let last: CheckItem | undefined;
  const put = async (items: readonly CheckItem[]) => {
    const options = { followCreated: true, receivedAt: 1, durable: false, explained: false };
    await store.append(items.map(trusted), options);
    for (const { entry, payload } of items) bytes += entry.length + (payload?.length ?? 0);
    done += items.length;
    last = items.at(-1);
    if (done % 100_000 < FILL) console.error(`${count(done)} of ${count(entries)} entries made`);
  };
  await put(workload.begun);
  while (done < entries) await put(workload.interleaved(Math.min(FILL, entries - done)));
  await store.close();
  return { bytes, last: last! };
}

function trusted({ entry: bytes, payload }: CheckItem): CheckedEntry {
  const decoded = decodeEntry(bytes);
  if (!decoded.ok) throw new TypeError(decoded.refusal.code);
  return { entry: decoded.entry, bytes, hash: hashOf(bytes, native), payload };
}

/** The real program on it: from its start to the first page, and the memory that it then has. */
async function served(data: string, festival: string): Promise<Figure[]> {
  const opening: number[] = [];
  let memory = 0;
  for (let round = 0; round < 3; round++) {
    const start = performance.now();
    const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-A",
        "--cached-only",
        main,
        "serve",
        "--port=0",
        `--data=${data}`,
        "--no-discovery",
      ],
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    let said = "";
    while (!said.includes("\n")) said += (await reader.read()).value ?? "\n";
    const url = /http:\S+/.exec(said)![0];
    const ask = async (path: string) => {
      const response = await fetch(url + path);
      if (!response.ok) throw new Error(`${path}: ${response.status}`);
      await response.arrayBuffer();
    };
    await ask("/");
    opening.push(performance.now() - start);
    const lists = ["events", "resources", "requests", "nested", "activity"];
    for (const list of lists) await ask(`/api/v1/festivals/${festival}/${list}?limit=200`);
    await ask(`/api/v1/festivals/${festival}/events?limit=200&q=cup`);
    await ask(`/api/v1/logs?festival=${festival}&limit=200`);
    memory = Math.max(memory, memoryOf(child.pid));
    child.kill("SIGTERM");
    await reader.cancel();
    await child.status;
  }
  const ms = median(opening);
  return [{
    what: "from the program's start to its first page",
    value: `${Math.round(ms)} ms`,
    limit: "1 s",
    ratio: ms / MOST_OPEN_MS,
    most: 1,
  }, {
    what: "resident memory, after a page of each list",
    value: `${Math.round(memory)} MB`,
    limit: `${MOST_MEMORY_MB} MB`,
    ratio: memory / MOST_MEMORY_MB,
    most: 1,
  }];
}

/** MB of it alone; 0 where the system does not say. */
function memoryOf(pid: number): number {
  try {
    const status = Deno.readTextFileSync(`/proc/${pid}/status`);
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1_024;
  } catch {
    return 0;
  }
}

/** What one answer costs: beside a point read, which cannot cost less. */
async function answers(file: string, workload: Workload, last: CheckItem): Promise<Figure[]> {
  const store = await openStore(file);
  try {
    const { id, authors } = workload.festivals[0]!;
    const festival = toHex(id);
    const author = authors[0]!.key;
    const key = toHex(author);
    const hash = hashOf(last.entry, native);
    const point = await milliseconds(() => store.entry(hash));
    const asked: readonly (readonly [string, () => Promise<unknown>])[] = [
      ["head of a log", () => store.head(author, logIdOf(id))],
      ["range of 50", () => store.held(author, logIdOf(id), 100, 50)],
      ["heads for reconciliation, 100", () => store.syncHeads(id, null, 100)],
      ["festivals", () => store.festivals({ limit: 50 })],
      ["events, 50", () => store.events(festival, { limit: 50 })],
      ["events by title, 50", () => store.events(festival, { limit: 50, sort: "title" })],
      ["events of an author, 50", () => store.events(festival, { limit: 50, author: key })],
      ["events with a word, 50", () => store.events(festival, { limit: 50, q: "cup" })],
      ["resources", () => store.resources(festival, { limit: 50 })],
      ["requests, 50", () => store.requests(festival, { limit: 50 })],
      ["requests pending, 50", () => store.requests(festival, { limit: 50, status: "pending" })],
      ["logs, 50", () => store.logs(festival, { limit: 50 })],
      ["a user", () => store.user(key)],
    ];
    const figures: Figure[] = [];
    for (const [what, ask] of asked) {
      const ms = await milliseconds(ask);
      figures.push({
        what,
        value: `${ms.toPrecision(2)} ms`,
        limit: `point read, ${point.toPrecision(2)} ms`,
        ratio: ms / point,
      });
    }
    return figures;
  } finally {
    await store.close();
  }
}

async function milliseconds(ask: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 9; i++) {
    const start = performance.now();
    await ask();
    times.push(performance.now() - start);
  }
  return median(times);
}

/** Ingest on the large store and on an empty one, piece by piece in turn. */
async function against(workload: Workload, large: string, small: string): Promise<Figure[]> {
  const verifier = createVerifier(native);
  const empty = new Workload(AUTHORS, FESTIVALS);
  const stores: readonly [Store, Store] = [await openStore(large), await openStore(small)];
  try {
    await ingest(stores[1], verifier, empty.begun);
    const figures: Figure[] = [];
    for (
      const [how, next, least] of [
        ["authors interleaved", (from: Workload) => from.interleaved(PIECE), 0.5],
        ["log by log", (from: Workload) => from.logByLog(PIECE, LOG_PIECE), 0.8],
      ] as const
    ) {
      const full: number[] = [];
      const fresh: number[] = [];
      for (let i = 0; i <= PIECES; i++) {
        const pieces = [next(workload), next(empty)] as const;
        const rates = [];
        for (const at of [0, 1] as const) {
          rates.push(await rateOf(PIECE, () => ingest(stores[at], verifier, pieces[at])));
        }
        // The first finds no page in memory that it needs.
        if (i > 0) [full[i - 1], fresh[i - 1]] = [rates[0]!, rates[1]!];
      }
      figures.push({
        what: `ingest on the large store, ${how}`,
        value: perSecond(median(full)),
        limit: `on an empty one, ${perSecond(median(fresh))}`,
        ratio: median(full.map((rate, i) => rate / fresh[i]!)),
        least,
      });
    }
    return figures;
  } finally {
    await verifier.close();
    for (const store of stores) await store.close();
  }
}

/** What SQLite alone takes for the same rows: the limit of what a store of this size can do. */
function bare(file: string, folder: string): Figure {
  const among = bareRate(file, join(folder, "among.sqlite"), true);
  const alone = bareRate(file, join(folder, "alone.sqlite"));
  return {
    what: "the rows of the last of these and their indices alone, by SQLite",
    value: perSecond(among),
    limit: `into an empty one, ${perSecond(alone)}`,
    ratio: among / alone,
  };
}

function count(number: number): string {
  return number.toLocaleString("en");
}
