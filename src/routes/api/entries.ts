/** Publishing: where the next entry goes, taking entries in, and giving one back by its hash. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { hashOf, refusalSentence } from "../../core/bamboo/mod.ts";
import { fromHex, logIdOf, toHex } from "../../core/messages/mod.ts";
import {
  type AppendRefusal,
  type AppendResult,
  type Head,
  ignoredSentence,
} from "../../node/mod.ts";
import type { AppContext } from "../context.ts";
import { Allowance, type Amount } from "../allowance.ts";
import { Failure, unknown } from "../errors.ts";
import { entryJson, proofJson, proofOf } from "../named.ts";
import { addressOf, isOperator } from "../security.ts";
import { revalidated } from "../validators.ts";
import { readJson } from "./body.ts";
import { FestivalId, Hash, Id, NoQuery } from "./parameters.ts";
import { Entry, EntryResults, Next, Proof } from "./shapes.ts";
import { answers, refuses, subApp } from "./sub_app.ts";

export const MAX_ENTRIES = 100;
export const MAX_ENTRIES_BYTES = 8 * 1024 * 1024;

/** What strangers may write from one address in a minute; and all together, behind a proxy. */
export const SHARE: Amount = { bytes: 32 * 1024 * 1024, entries: 6_000 };
const SHARE_OF_ALL: Amount = { bytes: 8 * SHARE.bytes, entries: 8 * SHARE.entries };
const NOTHING: Amount = { bytes: 0, entries: 0 };

const HexBytes = z.string().transform((text, context) => {
  const bytes = fromHex(text);
  if (bytes !== null) return bytes;
  context.addIssue({ code: "custom", message: "must be lower-case hex, two digits a byte" });
  return z.NEVER;
}).openapi({ type: "string", pattern: "^(?:[0-9a-f]{2})*$" });

const EntriesBody = z.object({
  entries: z.array(z.object({ entry: HexBytes, payload: HexBytes }))
    .openapi({ maxItems: MAX_ENTRIES }),
}).openapi("Entries");

const nextRoute = createRoute({
  method: "get",
  path: "/api/v1/next",
  summary: "Where the next entry of a log goes, and what it links to",
  request: {
    query: z.strictObject({
      author: Id,
      festival: FestivalId.optional().openapi({ description: "without it: log 0" }),
    }),
  },
  responses: {
    ...answers(Next, "The place of the entry to be signed next"),
    409: refuses("The log is ended or cut"),
  },
});

const publishRoute = createRoute({
  method: "post",
  path: "/api/v1/entries",
  summary: "Publish signed entries with their payloads",
  description: "From the operator, a festival that is created is followed at once.",
  security: [{}, { operator: [] }],
  request: {
    body: { required: true, content: { "application/json": { schema: EntriesBody } } },
  },
  responses: {
    ...answers(EntryResults, "All were taken; one result an entry, in order"),
    413: refuses(`More than ${MAX_ENTRIES} entries, or ${MAX_ENTRIES_BYTES} bytes`),
    415: refuses("Not application/json"),
    422: {
      description: "Some were refused; one result an entry, in order",
      content: { "application/json": { schema: EntryResults } },
    },
    429: refuses("Too much came from this address: try again after Retry-After"),
  },
});

const entryRoute = createRoute({
  method: "get",
  path: "/api/v1/entries/{hash}",
  summary: "An entry by its hash",
  request: { params: z.object({ hash: Hash }), query: NoQuery },
  responses: { ...answers(Entry, "The entry"), 404: refuses("Not here") },
});

const proofRoute = createRoute({
  method: "get",
  path: "/api/v1/entries/{hash}/proof",
  summary: "An entry with its certificate pool: checkable without the node",
  request: { params: z.object({ hash: Hash }), query: NoQuery },
  responses: {
    ...answers(Proof, "The entry and its pool"),
    404: refuses("Not here"),
    409: refuses("The log is cut there or before"),
  },
});

export function entries(context: AppContext): OpenAPIHono {
  const { node, clock, authority } = context;
  const allowance = new Allowance(clock, SHARE, SHARE_OF_ALL);
  /** The person at the machine may write as much as they like. */
  const take = (c: Context, amount: Amount) => {
    if (isOperator(c, authority)) return;
    const wait = allowance.take(addressOf(c, authority), amount);
    if (wait === 0) return;
    const message = "More has come from where you are than this node takes: try again later.";
    const seconds = String(Math.ceil(wait / 1_000));
    throw new Failure(429, "rate-limited", message, {}, { "Retry-After": seconds });
  };
  const app = subApp();

  app.openapi(nextRoute, async (c) => {
    const { author, festival } = c.req.valid("query");
    // A log goes by six bytes of its festival's id: who knows no more is told of a log of nobody's.
    if (festival !== undefined && await node.query.festival(festival) === null) {
      const logId = logIdOf(fromHex(festival)!);
      return c.json({ author, logId, seqNum: 1, backlink: null, lipmaalink: null }, 200);
    }
    const result = await node.next(fromHex(author)!, festival ? fromHex(festival)! : null);
    if (!result.ok) {
      const { code, head } = result.refusal;
      throw new Failure(409, code, CLOSED[code], { head: headOf(head), cut: head.cut });
    }
    const { next } = result;
    return c.json({
      author,
      logId: next.logId,
      seqNum: next.seqNum,
      backlink: next.backlink && toHex(next.backlink),
      lipmaalink: next.lipmaalink && toHex(next.lipmaalink),
      ...(next.wanted.length > 0 && { wanted: [...next.wanted] }),
    }, 200);
  });

  // The body is read by ourselves, in bounds: so no validator of its own.
  app.openAPIRegistry.registerPath(publishRoute);
  app.post(publishRoute.path, async (c) => {
    // Before it is read, too: who has nothing left should not make us.
    take(c, NOTHING);
    const body = await readJson(context, c, EntriesBody, MAX_ENTRIES_BYTES);
    if (body.entries.length > MAX_ENTRIES) {
      const message = `At most ${MAX_ENTRIES} entries at once: send them in several parts.`;
      throw new Failure(413, "too-many-entries", message, { limit: MAX_ENTRIES });
    }
    take(c, amountOf(body.entries));
    // Who operates the node says with a new festival that it is to be followed.
    const results = await (isOperator(c, authority)
      ? node.publish(body.entries, { followCreated: true })
      : node.publish(body.entries));
    const refused = results.some((result) =>
      result.status === "refused"
    );
    return c.json({
      results: results.map((result, i) => resultOf(result, body.entries[i]!.entry)),
    }, refused ? 422 : 200);
  });

  app.openapi({ ...entryRoute, middleware: revalidated(context) }, async (c) => {
    const stored = await node.entry(fromHex(c.req.valid("param").hash)!);
    if (stored === null) throw unknown("entry");
    return c.json(entryJson(stored), 200);
  });

  app.openapi({ ...proofRoute, middleware: revalidated(context) }, async (c) => {
    const proof = await proofOf(node, fromHex(c.req.valid("param").hash)!);
    if (proof === null) throw unknown("entry");
    if (proof === "cut") throw new Failure(409, "cut", CUT_AT_IT);
    return c.json(proofJson(proof), 200);
  });
  return app;
}

const CUT_AT_IT = "The log is cut here or before, so nothing shows that this entry counts.";

function amountOf(items: z.output<typeof EntriesBody>["entries"]): Amount {
  const bytes = items.reduce((sum, { entry, payload }) => sum + entry.length + payload.length, 0);
  return { bytes, entries: items.length };
}

const CLOSED = {
  ended: "The log has its last entry: nothing can follow it.",
  cut: "Two different entries of one place were signed, so this log cannot go on: use a new key.",
} as const;

function headOf(head: Head) {
  return { seqNum: head.seqNum, hash: head.hash && toHex(head.hash) };
}

/** One entry's result. What was refused is named by the hash of the bytes that were sent. */
function resultOf(
  result: AppendResult,
  sent: Uint8Array,
): z.input<typeof EntryResults>["results"][0] {
  if (result.status === "refused") {
    return {
      status: "refused",
      hash: toHex(result.hash ?? hashOf(sent)),
      ...reasonOf(result.refusal),
    };
  }
  return {
    status: result.status,
    hash: toHex(result.hash),
    ...(result.id && { id: toHex(result.id) }),
    ...(result.ignored && { ignored: result.ignored, message: ignoredSentence(result.ignored) }),
  };
}

function reasonOf(refusal: AppendRefusal) {
  const { code } = refusal;
  switch (code) {
    case "stale": {
      const head = headOf(refusal.head);
      return {
        code,
        message: `Another entry stands at this place: the log's last seqnum is ${head.seqNum}.`,
        head,
      };
    }
    case "gap": {
      const head = refusal.head && headOf(refusal.head);
      const held = head === null ? "none of this log" : `this log up to seqnum ${head.seqNum}`;
      return { code, message: `The entries before it are missing: this node has ${held}.`, head };
    }
    case "ended":
      return { code, message: CLOSED.ended, head: headOf(refusal.head) };
    case "cut":
      return { code, message: CLOSED.cut, cut: refusal.cut };
    case "not-followed":
      return {
        code,
        message: `This node follows no festival with the log id ${refusal.logId}.`,
      };
    default:
      return { code, message: refusalSentence(refusal) };
  }
}
