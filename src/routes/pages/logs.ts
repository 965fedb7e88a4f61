import { Hono } from "hono";
import { decodeEntry, documentIdOf } from "../../core/bamboo/mod.ts";
import {
  decodeCbor,
  fromHex,
  type JsonValue,
  logIdOf,
  toHex,
  toJson,
} from "../../core/messages/mod.ts";
import { lipmaa } from "../../core/bamboo/mod.ts";
import { type Hex, ignoredSentence, type StoredEntry } from "../../node/mod.ts";
import { type LogEntry, logPage } from "../../views/mod.ts";
import type { AppContext } from "../context.ts";
import { ID } from "./address.ts";
import { namesOf } from "./gather.ts";
import { notFound, seenBefore, sheetOf, show } from "./respond.ts";

const ENTRIES_A_PAGE = 50;

export function logs(context: AppContext): Hono {
  const app = new Hono();
  const { node } = context;

  app.get("/logs/:author/:log", async (c) => {
    const { author, log } = c.req.param();
    const logId = /^(?:0|[1-9][0-9]{0,15})$/.test(log) ? Number(log) : NaN;
    const named = c.req.query("festival");
    if (!ID.test(author) || !Number.isSafeInteger(logId)) throw notFound("log");
    if (named !== undefined && !ID.test(named)) throw notFound("log");
    const sheet = sheetOf(context, c);
    const revision = await node.query.revisionOfAll();
    const heads = await node.query.logsOf(author, named);
    const head = heads.find((one) => one.logId === logId);
    if (head === undefined) throw notFound("log");
    const seen = seenBefore(context, c, sheet, [revision]);
    if (seen !== null) return seen;

    const key = fromHex(author)!;
    // Entries behind a cut are kept as what the cut is about, and shown as what does not count.
    const last = head.fork === null
      ? head.seqNum
      : (await node.range(key, logId, head.fork, ENTRIES_A_PAGE)).at(-1)?.seqNum ?? head.seqNum;
    const wanted = Number(c.req.query("from") ?? last);
    const from = Number.isSafeInteger(wanted) ? Math.min(Math.max(wanted, 1), last) : last;
    const first = Math.max(1, from - ENTRIES_A_PAGE + 1);
    const stored = from < 1 ? [] : await node.range(key, logId, first, from - first + 1);
    const described = stored.filter((entry) => entry.seqNum <= from)
      .map((entry) => describe(entry, author)).reverse();

    const festivalId = logId === 0
      ? null
      : named ?? described.map(({ festival }) => festival).find((id) =>
        id !== null && logIdOf(fromHex(id)!) === logId
      ) ?? null;
    const festival = festivalId === null ? null : await node.query.festival(festivalId);
    const unlisted = festival?.visibility === "unlisted";
    const at = (seqNum: number) =>
      `/logs/${author}/${logId}?from=${seqNum}${unlisted ? `&festival=${festivalId}` : ""}`;
    return show(
      c,
      logPage({
        sheet,
        author,
        logId,
        names: await namesOf(node, [author]),
        head: head.seqNum,
        cut: head.fork,
        entries: described.map(({ entry }) => entry),
        festival: festival === null ? null : { id: festival.id, title: festival.title, unlisted },
        newer: from < last ? at(Math.min(last, from + ENTRIES_A_PAGE)) : null,
        older: first > 1 ? at(first - 1) : null,
      }),
    );
  });

  return app;
}

interface Described {
  readonly entry: LogEntry;
  /** The festival that its message names. */
  readonly festival: Hex | null;
}

function describe(stored: StoredEntry, author: Hex): Described {
  const decoded = decodeEntry(stored.entry);
  if (!decoded.ok) throw new TypeError("a stored entry does not decode");
  const { entry } = decoded;
  const value = stored.payload === null ? null : decodeCbor(stored.payload);
  const json = value !== null && value.ok ? toJson(value.value) : null;
  const outer = isMap(json) ? json : null;
  const text = (name: string) => typeof outer?.[name] === "string" ? outer[name] as string : null;
  const [action, schema, festival, id] = ["action", "schema", "festival", "id"].map(text);
  return {
    festival: festival !== null && festival !== undefined && ID.test(festival) ? festival : null,
    entry: {
      seqNum: stored.seqNum,
      hash: toHex(stored.hash),
      backlink: entry.backlink === null ? null : toHex(entry.backlink),
      lipmaalink: entry.lipmaalink === null
        ? null
        : { hash: toHex(entry.lipmaalink), seqNum: lipmaa(stored.seqNum) },
      endOfLog: entry.endOfLog,
      entryBytes: stored.entry.length,
      payloadBytes: Number(entry.payloadSize),
      receivedAt: stored.receivedAt,
      ignored: stored.ignored === null ? null : ignoredSentence(stored.ignored),
      lacks: stored.payload !== null || stored.ignored === "cut"
        ? null
        : stored.ignored === "deleted"
        ? "dropped"
        : "wanted",
      message: json === null ? null : {
        action: action ?? "?",
        schema: schema ?? "?",
        json: shortened(json, stored.payload!.length),
        href: stored.ignored === null
          ? hrefOf(schema, action === "create" ? toHex(documentIdOf(stored.hash)) : id, author, {
            action,
            festival,
          })
          : null,
      },
    },
  };
}

/** Fifty entries are on a page, and a payload of 64 KiB can be indented to 2 MB. */
const MOST_SHOWN = 8_192;

function shortened(json: ReturnType<typeof toJson>, payloadBytes: number): string {
  const text = JSON.stringify(json, null, payloadBytes > MOST_SHOWN ? 0 : 2);
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}

/** Where the document that a message is about is shown. */
function hrefOf(
  schema: string | null | undefined,
  id: string | null | undefined,
  author: Hex,
  { action, festival }: {
    action: string | null | undefined;
    festival: string | null | undefined;
  },
): string | null {
  if (action === "delete") return null;
  switch (schema) {
    case "user":
      return `/users/${author}`;
    case "festival":
      return `/festivals/${festival}`;
    case "event":
    case "resource":
    case "request":
      return `/${schema}s/${id}`;
    default:
      return null;
  }
}

function isMap(json: JsonValue | null): json is { readonly [key: string]: JsonValue } {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}
