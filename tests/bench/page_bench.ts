/**
 * What a page costs, through the whole app on a database file, beside an answer of Hono's that says
 * hello. `drawn`: nobody had it lately; `kept`: somebody had; `unchanged`: who asks has it already.
 */
import { join } from "node:path";
import { Hono } from "hono";
import { toHex } from "../../src/core/messages/mod.ts";
import { createVerifier, openSqlStore, startNode } from "../../src/node/mod.ts";
import { native, openSqlDriver, readStaticFiles } from "../../src/platform/deno/mod.ts";
import { createApp } from "../../src/routes/mod.ts";
import { fakeContext } from "../routes/fake_node.ts";
import { festivalAtWork } from "./festival_entries.ts";
import { type Bench, compare, type Row } from "./harness.ts";

const AUTHORS = 20;
const HALLS = AUTHORS / 10;
const EVENTS = 200;
const BATCH = 100;

/** A page says *today*, so it is another one every quarter of an hour. */
const FRESH_MS = 15 * 60_000;
const BEFORE_THE_FESTIVAL = 1_700_000_000_000;

interface Answerer {
  fetch(request: Request, environment?: unknown): Response | Promise<Response>;
}

export const pageBench: Bench = {
  name: "page",
  async run() {
    const folder = await Deno.makeTempDir();
    let now = BEFORE_THE_FESTIVAL;
    const clock = { now: () => now, after: () => () => {} };
    const node = await startNode({
      store: await openSqlStore({ driver: openSqlDriver(join(folder, "bench.sqlite")) }),
      verifier: createVerifier(native),
      clock,
      entropy: { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) },
      report: fakeContext().report,
      followCreated: true,
    });
    try {
      const { festival, items, event } = festivalAtWork(AUTHORS, 1 + HALLS + 2 * EVENTS);
      for (let from = 0; from < items.length; from += BATCH) {
        const results = await node.publish(items.slice(from, from + BATCH));
        for (const { status } of results) if (status !== "accepted") throw new Error(status);
      }
      const app = createApp(fakeContext({ node, clock, files: readStaticFiles() }));
      const { items: halls } = await node.query.resources(toHex(festival), { limit: 1 });
      const rows: Row[] = [];
      for (
        const [name, path] of [
          [`festival of ${EVENTS} events`, `/festivals/${toHex(festival)}`],
          ["event", `/events/${toHex(event)}`],
          [`resource with ${EVENTS / HALLS} requests`, `/resources/${halls[0]!.id}`],
        ] as const
      ) {
        const [bytes, tag] = await looked(app, path);
        const what = `${name}, ${Math.round(bytes / 1_000)} kB`;
        rows.push(
          await besideHello(`${what}, drawn`, () => {
            now += FRESH_MS;
            return answered(app, path, 200);
          }),
          await besideHello(`${what}, kept`, () => answered(app, path, 200)),
        );
        // Its tag is of another quarter of an hour by now.
        const [, fresh] = await looked(app, path);
        if (fresh === tag) throw new Error("the page was kept when it was to be drawn");
        rows.push(
          await besideHello(`${what}, unchanged`, () => answered(app, path, 304, fresh)),
        );
      }
      return rows;
    } finally {
      await node.stop();
      await Deno.remove(folder, { recursive: true });
    }
  },
};

const hello = new Hono().get("/", (c) => c.text("hello"));

function besideHello(what: string, work: () => Promise<number>): Promise<Row> {
  const limitWork = () => answered(hello, "/", 200);
  return compare({ what, work, limit: "Hono says hello", limitWork });
}

/** Asks for an address and reads all of the answer: one operation. */
async function answered(
  app: Answerer,
  path: string,
  status: number,
  tag?: string,
): Promise<number> {
  const response = await asked(app, path, tag);
  await response.arrayBuffer();
  if (response.status !== status) throw new Error(`${path}: ${response.status}`);
  return 1;
}

async function looked(app: Answerer, path: string): Promise<[bytes: number, tag: string]> {
  const response = await asked(app, path);
  return [(await response.arrayBuffer()).byteLength, response.headers.get("ETag") ?? ""];
}

function asked(app: Answerer, path: string, tag?: string): Response | Promise<Response> {
  const headers = { "accept": "text/html", ...(tag === undefined ? {} : { "if-none-match": tag }) };
  return app.fetch(new Request(`http://localhost${path}`, { headers }), { remoteAddress: null });
}
