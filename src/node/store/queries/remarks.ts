/** What people say about requests and documents: votes, and proposals with what became of them. */
import { type CborValue, schemaNamed, toHex, toJson } from "../../../core/messages/mod.ts";
import { yamfOf } from "../../../core/bamboo/mod.ts";
import { explain, messageOf } from "../../projections/mod.ts";
import type { SqlDriver, SqlRow } from "../../ports.ts";
import type {
  Hex,
  ProposalDocument,
  ProposalFilter,
  ProposalStatus,
  Verdict,
  VoteDocument,
  WithdrawnProposal,
} from "../../queries/mod.ts";
import { type Condition, pageOf, where } from "./pages.ts";
import { inPublicOr } from "./requests.ts";
import {
  authorRow,
  documentOf,
  ENTRY_COLUMNS,
  entryRow,
  festivalRow,
  hexOf,
  idBytes,
  OF_ENTRY,
  textOf,
} from "./rows.ts";
import type { SyncQueries } from "./sync.ts";
import { tombstoneOf } from "./tombstones.ts";

const REMARKS = `SELECT document.entry AS entry, document.festival AS festival,
    document.about AS about, document.for_key AS for_key, document.folded AS folded,
    ${ENTRY_COLUMNS} FROM remarks AS document ${OF_ENTRY}`;
const PROPOSALS = where("document.schema = 'proposal' AND document.state = 0");

export function remarkQueries(
  driver: SqlDriver,
): Pick<SyncQueries, "votes" | "proposals" | "proposal" | "proposalsForDesk"> {
  const read = (row: SqlRow) => readProposal(driver, row);

  return {
    votes: (request, page) => {
      const entry = entryRow(driver, request);
      const asked = entry === null
        ? undefined
        : driver.prepare("SELECT festival FROM requests WHERE entry = ? AND status IS NOT NULL")
          .get(entry);
      if (asked === undefined) return { items: [], next: null };
      const conditions = [where(
        `document.about = ? AND document.schema = 'vote' AND document.state = 0
          AND document.festival = ? AND NOT EXISTS (SELECT 1 FROM remarks AS later
            WHERE later.about = document.about AND later.schema = 'vote' AND later.state = 0
              AND later.author = document.author AND later.entry > document.entry
              AND later.festival = document.festival)`,
        idBytes(request),
        asked["festival"]!,
      )];
      return pageOf(
        driver,
        { name: "votes", select: REMARKS, conditions, order: BY_VOTER, descending: false },
        page,
        (row) => readVote(request, row),
      );
    },
    proposals: (festival, filter) => {
      const row = festivalRow(driver, festival);
      if (row === null) return { items: [], next: null };
      if (filter.status === "withdrawn") return withdrawnProposals(driver, row, filter);
      const conditions = [PROPOSALS, where("document.festival = ?", row)];
      if (filter.author !== undefined) {
        const author = authorRow(driver, filter.author);
        if (author === null) return { items: [], next: null };
        conditions.push(where("document.author = ?", author));
      }
      if (filter.document !== undefined) {
        conditions.push(where("document.about = ?", idBytes(filter.document)));
      }
      if (filter.for !== undefined) {
        conditions.push(where("document.for_key = ?", idBytes(filter.for)));
      }
      if (filter.made !== undefined) {
        const proposed = proposedRow(driver, filter.made);
        if (proposed === null) return { items: [], next: null };
        conditions.push(where("document.entry = ? AND document.about IS NULL", proposed));
      }
      return pageOf(
        driver,
        {
          name: `proposals ${filter.status ?? ""}`,
          select: REMARKS,
          conditions,
          order: ["document.entry"],
          descending: true,
        },
        filter,
        (row) => ofStatus(read(row), filter.status),
      );
    },
    proposal: (id) => {
      const entry = entryRow(driver, id);
      if (entry === null) return null;
      const tombstone = tombstoneOf(driver, id);
      if (tombstone !== null) {
        const { schema, festival, author } = tombstone;
        return schema !== "proposal" || festival === null
          ? null
          : { id, author, festival, status: "withdrawn" };
      }
      const row = driver.prepare(
        `${REMARKS} WHERE document.entry = ? AND ${PROPOSALS.sql}`,
      ).get(entry);
      return row === undefined ? null : read(row);
    },
    proposalsForDesk: (key, filter) => {
      const author = authorRow(driver, key);
      const conditions: Condition[] = [
        PROPOSALS,
        inPublicOr(driver, filter.festivals),
        where(`document.entry IN (${FOR_KEY})`, idBytes(key), author, author, author),
      ];
      return pageOf(
        driver,
        {
          name: `proposals for the desk ${filter.status ?? ""}`,
          select: REMARKS,
          conditions,
          order: ["document.entry"],
          descending: false,
        },
        filter,
        (row) => ofStatus(read(row), filter.status),
      );
    },
  };
}

/** An index gives them voter by voter, each in the order in which this node received them. */
const BY_VOTER = ["document.author", "document.entry"];

/** Proposals that wait for a key: by name, or for what it has made. */
const FOR_KEY = `SELECT entry FROM remarks WHERE for_key = ? AND state = 0
  UNION SELECT remarks.entry FROM (
      SELECT substr(entries.digest, 1, 32) AS id, resources.festival AS festival
        FROM resources JOIN entries ON entries.row = resources.entry
        WHERE resources.author = ? AND resources.state = 0
      UNION ALL SELECT substr(entries.digest, 1, 32), events.festival
        FROM events JOIN entries ON entries.row = events.entry
        WHERE events.author = ? AND events.state = 0
      UNION ALL SELECT follows.id, follows.row
        FROM logs JOIN festivals ON festivals.log = logs.row AND festivals.state = 0
        JOIN follows ON follows.row = logs.festival
        WHERE logs.author = ?) AS mine
    JOIN remarks ON remarks.about = mine.id AND remarks.schema = 'proposal'
      AND remarks.state = 0 AND remarks.festival = mine.festival`;

function readVote(request: Hex, row: SqlRow): VoteDocument {
  const { id, author, festival, at, receivedAt, hash, values } = documentOf(row);
  const verdict = values["verdict"] as Verdict;
  return { id, author, festival, request, verdict, at, receivedAt, hash };
}

function ofStatus(
  proposal: ProposalDocument,
  status: ProposalStatus | undefined,
): ProposalDocument | null {
  return status === undefined || proposal.status === status ? proposal : null;
}

/** From the earliest delete of each alone, as all that is left of what was deleted. */
function withdrawnProposals(driver: SqlDriver, festival: number, filter: ProposalFilter) {
  // Of a deleted one nothing is sure but who made it, and where.
  if ((filter.document ?? filter.for ?? filter.made) !== undefined) {
    return { items: [], next: null };
  }
  const conditions = [where(
    `document.festival = ? AND document.schema = 'proposal' AND document.effective = 1
      AND NOT EXISTS (SELECT 1 FROM deletes AS earlier WHERE earlier.target = document.target
        AND earlier.effective = 1 AND earlier.entry < document.entry)`,
    festival,
  )];
  if (filter.author !== undefined) {
    const author = authorRow(driver, filter.author);
    if (author === null) return { items: [], next: null };
    conditions.push(where("logs.author = ?", author));
  }
  return pageOf(
    driver,
    {
      name: "withdrawn proposals",
      select: `SELECT substr(entries.digest, 1, 32) AS id, authors.key AS author_key,
          follows.id AS festival_id FROM deletes AS document
        JOIN entries ON entries.row = document.target JOIN logs ON logs.row = document.log
        JOIN authors ON authors.row = logs.author JOIN follows ON follows.row = document.festival`,
      conditions,
      order: ["document.target"],
      descending: true,
    },
    filter,
    (row): WithdrawnProposal => ({
      id: hexOf(row["id"])!,
      author: hexOf(row["author_key"])!,
      festival: hexOf(row["festival_id"])!,
      status: "withdrawn",
    }),
  );
}

/** The entry that the create of a document names as what it accepts. */
function proposedRow(driver: SqlDriver, made: Hex): number | null {
  const entry = entryRow(driver, made);
  const accepted = entry === null
    ? undefined
    : driver.prepare("SELECT proposal FROM acceptances WHERE entry = ?").get(entry);
  const proposal = hexOf(accepted?.["proposal"] ?? null);
  return proposal === null ? null : entryRow(driver, proposal);
}

/** A document as a proposal names it: in the proposal's own festival. */
interface Target {
  readonly schema: string | null;
  readonly author: number;
  readonly title: string | null;
  readonly isGone: boolean;
}

function readProposal(driver: SqlDriver, row: SqlRow): ProposalDocument {
  const { values, ...document } = documentOf(row);
  const festival = row["festival"] as number;
  const about = row["about"] as Uint8Array | null;
  const target = about === null ? null : targetOf(driver, festival, about);
  const schema = about === null ? textOf(values["schema"]) : target?.schema ?? null;
  const whoMay = about === null
    ? authorRow(driver, hexOf(row["for_key"])!)
    : target?.author ?? null;
  const accepted = whoMay === null
    ? null
    : acceptanceOf(driver, idBytes(document.id)!, festival, whoMay);
  const fields = fieldsAsJson(schema, values["fields"] as CborValue);
  const key = whoMay === null
    ? null
    : hexOf(driver.prepare("SELECT key FROM authors WHERE row = ?").get(whoMay)!["key"]);
  return {
    id: document.id,
    author: document.author,
    festival: document.festival,
    document: hexOf(about),
    schema,
    for: about === null ? hexOf(row["for_key"]) : key,
    title: target?.title ?? textOf(fields["title"]) ?? textOf(fields["name"]),
    fields,
    note: textOf(values["note"]),
    status: accepted !== null ? "accepted" : target?.isGone === true ? "gone" : "open",
    accepted,
    at: document.at,
    receivedAt: document.receivedAt,
    hash: document.hash,
  };
}

function fieldsAsJson(schema: string | null, fields: CborValue): Readonly<Record<string, unknown>> {
  const known = schema !== null && schemaNamed(schema) !== undefined;
  const message = toJson(known ? { schema: schema, fields } : { schema: "", fields });
  return (message as { readonly fields: Readonly<Record<string, unknown>> }).fields;
}

function targetOf(driver: SqlDriver, festival: number, id: Uint8Array): Target | null {
  const own = driver.prepare(
    `SELECT festivals.author AS author, festivals.title AS title FROM follows
      JOIN festivals ON festivals.festival = follows.row AND festivals.state = 0
      WHERE follows.row = ? AND follows.id = ?`,
  ).get(festival, id);
  if (own !== undefined) {
    const [author, title] = [own["author"] as number, own["title"] as string];
    return { schema: "festival", author, title, isGone: false };
  }
  const entry = driver.prepare(
    `SELECT entries.row AS row, logs.author AS author FROM entries
      JOIN logs ON logs.row = entries.log
      WHERE substr(entries.digest, 1, 16) = ? AND substr(entries.digest, 1, 32) = ?
        AND logs.festival = ? AND (logs.cut IS NULL OR entries.seq < logs.cut)`,
  ).get(id.subarray(0, 16), id, festival);
  if (entry === undefined) return null;
  const author = entry["author"] as number;
  for (const table of ["events", "resources"] as const) {
    const found = driver.prepare(`SELECT title FROM ${table} WHERE entry = ? AND state = 0`)
      .get(entry["row"]!);
    if (found === undefined) continue;
    const schema = table === "events" ? "event" : "resource";
    return { schema, author, title: found["title"] as string, isGone: false };
  }
  const tombstone = tombstoneOf(driver, toHex(id));
  return { schema: tombstone?.schema ?? null, author, title: null, isGone: tombstone !== null };
}

/** The first message that has an effect, of the one who may accept, that names a proposal. */
function acceptanceOf(
  driver: SqlDriver,
  proposal: Uint8Array,
  festival: number,
  author: number,
): ProposalDocument["accepted"] {
  const rows = driver.prepare(
    `SELECT entry FROM acceptances WHERE proposal = ? AND author = ? AND (festival = ? OR festival IS NULL)
      ORDER BY entry LIMIT ${MOST_TRIED}`,
  ).all(proposal, author, festival);
  for (const { entry } of rows) {
    const { id, ignored } = explain(driver, entry as number);
    // A profile that a newer one replaced did what was proposed.
    if ((ignored !== null && ignored !== "replaced") || id === null) continue;
    const row = driver.prepare(
      `SELECT entries.digest AS digest, entries.received_at AS received_at, authors.key AS key
        FROM entries JOIN logs ON logs.row = entries.log JOIN authors ON authors.row = logs.author
        WHERE entries.row = ?`,
    ).get(entry!)!;
    return {
      author: toHex(row["key"] as Uint8Array),
      document: toHex(id),
      at: messageOf(driver, entry as number)?.at ?? null,
      receivedAt: row["received_at"] as number,
      hash: toHex(yamfOf(row["digest"] as Uint8Array)),
    };
  }
  return null;
}

/** Who may accept writes these alone: more without effect than this is no mistake. */
const MOST_TRIED = 100;
