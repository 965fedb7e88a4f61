/** A log of one's own as a node holds it, taken over after checking all of it. */
import { decodeEntry, hashOf, sameBytes } from "../core/bamboo/mod.ts";
import { fromHex, toHex } from "../core/messages/mod.ts";
import { checkedEntry, type ClientPrimitives } from "./checked_entry.ts";
import type { LogEntryAnswer } from "./documents.ts";
import type { JournalRecord } from "./journal.ts";
import type { NodeClient } from "./node_client.ts";
import { failed, type LogHead, type Outcome, refusal } from "./signed.ts";

const PAGE = 200;

export interface OwnLog {
  readonly author: Uint8Array;
  readonly logId: number;
  /** Null: log 0. */
  readonly festival: Uint8Array | null;
}

/**
 * Gives what follows on `last` (null: the whole log) up to the entry that the person confirmed, which
 * must commit to everything before it: each entry is the one that the next one links to, and the
 * confirmed one is signed.
 */
export async function logUpTo(
  confirmed: LogHead,
  log: OwnLog,
  last: JournalRecord | null,
  client: NodeClient,
  primitives: ClientPrimitives,
): Promise<Outcome<readonly JournalRecord[]>> {
  const { logId } = log;
  const records: JournalRecord[] = [];
  let before = last;
  const reached = () => before?.seqNum ?? 0;
  while (reached() < confirmed.seqNum) {
    const page = await entriesOf(log, reached() + 1, PAGE, client);
    if (!page.ok) return page;
    if (page.value.length === 0) return failed({ code: "node-behind", logId, seqNum: reached() });
    for (const answer of page.value.slice(0, confirmed.seqNum - reached())) {
      const record = following(before, answer, log, primitives);
      if (record === null) return failed({ code: "conflict", logId, seqNum: reached() + 1 });
      records.push(record);
      before = record;
    }
  }
  const isConfirmed = before !== null && toHex(before.hash) === confirmed.hash &&
    (await checkedEntry({ entry: before.entry, payload: null }, primitives)).ok;
  return isConfirmed
    ? { ok: true, value: records }
    : failed({ code: "conflict", logId, seqNum: confirmed.seqNum });
}

/** Entries of a log as a node gives them, unchecked. */
export async function entriesOf(
  { author, logId, festival }: OwnLog,
  from: number,
  limit: number,
  client: NodeClient,
): Promise<Outcome<readonly LogEntryAnswer[]>> {
  const answer = await client.log(toHex(author), logId, {
    from,
    limit,
    festival: festival === null ? undefined : toHex(festival),
  });
  return answer.ok ? { ok: true, value: answer.value.items } : failed(refusal(answer.failure));
}

/** A node's entry as a record, if it is the one that follows. */
function following(
  before: JournalRecord | null,
  answer: LogEntryAnswer,
  { author, logId, festival }: OwnLog,
  primitives: ClientPrimitives,
): JournalRecord | null {
  const bytes = fromHex(answer.entry);
  const decoded = bytes === null ? null : decodeEntry(bytes);
  if (bytes === null || decoded === null || !decoded.ok) return null;
  const { entry } = decoded;
  const seqNum = (before?.seqNum ?? 0) + 1;
  const linked = before === null || entry.backlink === null
    ? before === null && entry.backlink === null
    : sameBytes(entry.backlink, before.hash);
  const fits = sameBytes(entry.author, author) && entry.logId === BigInt(logId) &&
    entry.seqNum === seqNum && linked;
  if (!fits) return null;
  const given = answer.payload === null ? null : fromHex(answer.payload);
  const isWhole = given !== null && sameBytes(hashOf(given, primitives), entry.payloadHash);
  return {
    logId,
    seqNum,
    hash: hashOf(bytes, primitives),
    entry: bytes,
    payload: isWhole ? given : null,
    festival,
  };
}
