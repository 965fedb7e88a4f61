/** Logs: a festival's heads, and one author's entries. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { fromHex, toHex } from "../../core/messages/mod.ts";
import type { StoredEntry } from "../../node/mod.ts";
import type { AppContext } from "../context.ts";
import { Failure, unknown } from "../errors.ts";
import { revalidated } from "../validators.ts";
import { DEFAULT_PAGE, Id, LogId, Paging, SeqNum } from "./parameters.ts";
import { CutProof, Log, LogEntry, pageOf } from "./shapes.ts";
import { answers, refuses, subApp } from "./sub_app.ts";

/** A page of a log ends early after this much payload: 200 of the largest would be 26 MB of hex. */
const MAX_PAGE_BYTES = 2 * 1024 * 1024;

const headsRoute = createRoute({
  method: "get",
  path: "/api/v1/logs",
  summary: "Heads of a festival's logs",
  request: { query: Paging.extend({ festival: Id }) },
  responses: { ...answers(pageOf(Log), "Heads, by author"), 404: refuses("Not followed here") },
});

const logRoute = createRoute({
  method: "get",
  path: "/api/v1/logs/{author}/{logId}",
  summary: "Entries of a log, ascending",
  request: {
    params: z.object({ author: Id, logId: LogId }),
    query: Paging.extend({
      from: SeqNum.optional(),
      festival: Id.optional().openapi({ description: "needed for an unlisted festival's log" }),
    }),
  },
  responses: { ...answers(pageOf(LogEntry), "Entries"), 404: refuses("Not here") },
});

const proofRoute = createRoute({
  method: "get",
  path: "/api/v1/logs/{author}/{logId}/proof",
  summary: "The proof that cuts a log",
  request: {
    params: z.object({ author: Id, logId: LogId }),
    query: z.object({
      festival: Id.optional().openapi({ description: "needed for an unlisted festival's log" }),
    }),
  },
  responses: { ...answers(CutProof, "From its place on nothing counts"), 404: refuses("Not cut") },
});

export function logs(context: AppContext): OpenAPIHono {
  const { node } = context;
  const app = subApp();
  app.use("/api/v1/logs/*", revalidated(context));

  app.openapi(headsRoute, async (c) => {
    const { festival, ...page } = c.req.valid("query");
    if (await node.query.festival(festival) === null) throw unknown("festival");
    return c.json(await node.query.logs(festival, page), 200);
  });

  app.openapi(proofRoute, async (c) => {
    const { author, logId } = c.req.valid("param");
    const logs = await node.query.logsOf(author, c.req.valid("query").festival);
    if (!logs.some((log) => log.logId === logId)) throw unknown("log");
    const kept = await node.proof(fromHex(author)!, logId);
    if (kept === null) throw new Failure(404, "not-cut", "This log is not cut: all of it counts.");
    const { seqNum, proof } = kept;
    return c.json(
      proof.kind === "fork" ? { kind: "fork" as const, seqNum, entries: both(proof.entries) } : {
        kind: "size-lie" as const,
        seqNum,
        entry: toHex(proof.entry),
        payload: toHex(proof.payload),
      },
      200,
    );
  });

  app.openapi(logRoute, async (c) => {
    const { author, logId } = c.req.valid("param");
    const { limit = DEFAULT_PAGE, cursor, from = 1, festival } = c.req.valid("query");
    // The log of an unlisted festival is there only for those who name the festival.
    const logs = await node.query.logsOf(author, festival);
    if (!logs.some((log) => log.logId === logId)) throw unknown("log");

    const start = cursor === undefined ? Math.max(from, 1) : seqNumOf(cursor);
    const held = await node.range(fromHex(author)!, logId, start, limit + 1);
    const page = held.slice(0, fitting(held, limit));
    return c.json({
      items: page.map((one) => ({
        seqNum: one.seqNum,
        hash: toHex(one.hash),
        entry: toHex(one.entry),
        payload: one.payload && toHex(one.payload),
      })),
      next: held[page.length] === undefined ? null : String(held[page.length]!.seqNum),
    }, 200);
  });
  return app;
}

function both([one, other]: readonly [Uint8Array, Uint8Array]): [string, string] {
  return [toHex(one), toHex(other)];
}

function seqNumOf(cursor: string): number {
  const parsed = SeqNum.safeParse(cursor);
  if (parsed.success && parsed.data > 0) return parsed.data;
  const message = "The cursor is not from this list: begin again without one.";
  throw new Failure(400, "bad-cursor", message, { field: "cursor" });
}

/** How many entries go into one page: at least one. */
function fitting(held: readonly StoredEntry[], limit: number): number {
  let bytes = 0;
  let count = 0;
  for (const { payload } of held.slice(0, limit)) {
    bytes += payload?.length ?? 0;
    if (count > 0 && bytes > MAX_PAGE_BYTES) break;
    count++;
  }
  return count;
}
