/** What a shared link or a call names: an entry by its hash, or a document, festival or author by id. */
import { decodeEntry, documentIdOf } from "../core/bamboo/mod.ts";
import { decodeCbor, fromHex, toHex } from "../core/messages/mod.ts";
import type { Node, Proven, StoredEntry } from "../node/mod.ts";
import { poolOf } from "../node/mod.ts";

/** A whole YAMF hash or a whole id, in hex. */
export const NAME = /^(?:0040[0-9a-f]{128}|[0-9a-f]{64})$/;

export interface EntryProof {
  readonly author: Uint8Array;
  readonly logId: number;
  readonly seqNum: number;
  readonly hash: Uint8Array;
  readonly entry: Uint8Array;
  readonly payload: Uint8Array | null;
  /** Ascending and with itself, as far as it is held. */
  readonly pool: readonly Uint8Array[];
}

/** The proof of an entry from its log, or from what is held by itself. `cut`: nothing proves it. */
export async function proofOf(
  node: Pick<Node, "entry" | "head" | "range" | "proven">,
  hash: Uint8Array,
): Promise<EntryProof | "cut" | null> {
  const stored = await node.entry(hash);
  if (stored !== null) return await fromLog(node, stored);
  const proven = await node.proven(hash);
  return proven === null ? null : fromProven(proven);
}

async function fromLog(
  node: Pick<Node, "head" | "range">,
  stored: StoredEntry,
): Promise<EntryProof | "cut"> {
  const { author, logId, seqNum, hash, entry, payload } = stored;
  const pool = await poolOf(node, stored);
  return pool === null ? "cut" : { author, logId, seqNum, hash, entry, payload, pool };
}

function fromProven({ author, logId, items, pool }: Proven): EntryProof | null {
  const [item, ...others] = items;
  if (item === undefined || others.length > 0) return null;
  return { author, logId, ...item, pool: withItself(pool, item.entry, item.seqNum) };
}

function withItself(
  pool: readonly Uint8Array[],
  entry: Uint8Array,
  seqNum: number,
): readonly Uint8Array[] {
  const at = pool.findIndex((one) => seqNumOf(one) > seqNum);
  return at < 0 ? [...pool, entry] : pool.toSpliced(at, 0, entry);
}

function seqNumOf(bytes: Uint8Array): number {
  const decoded = decodeEntry(bytes);
  if (!decoded.ok) throw new TypeError("a kept entry does not decode");
  return decoded.entry.seqNum;
}

export function nameBytes(name: string): Uint8Array {
  const bytes = fromHex(name);
  if (bytes === null) throw new TypeError(`no name: ${name}`);
  return bytes;
}

export function entryJson(
  { author, logId, seqNum, hash, entry, payload }: Omit<EntryProof, "pool">,
) {
  return {
    author: toHex(author),
    logId,
    seqNum,
    hash: toHex(hash),
    entry: toHex(entry),
    payload: payload && toHex(payload),
  };
}

export function proofJson(proof: EntryProof) {
  return { ...entryJson(proof), pool: proof.pool.map(toHex) };
}

/** Whether what is named is here with its log: the entry, or a document that its log makes. */
export async function isHeld(node: Pick<Node, "entry" | "query">, name: string): Promise<boolean> {
  return await heldAt(node, name) !== null;
}

/** The page of what is named, where it is here with its log; null where it is not. */
export async function heldAt(
  { entry, query }: Pick<Node, "entry" | "query">,
  name: string,
): Promise<string | null> {
  if (name.length > ID_DIGITS) {
    const stored = await entry(nameBytes(name));
    return stored === null ? null : pageOfEntry(stored);
  }
  if (await query.event(name) !== null) return `/events/${name}`;
  if (await query.resource(name) !== null) return `/resources/${name}`;
  if (await query.request(name) !== null) return `/requests/${name}`;
  if ((await query.festival(name))?.known === true) return `/festivals/${name}`;
  const tombstone = await query.tombstone(name);
  if (tombstone !== null && hasPage(tombstone.schema)) return `/${tombstone.schema}s/${name}`;
  const user = await query.user(name);
  return user === null || user.name === null ? null : `/users/${name}`;
}

const ID_DIGITS = 64;
const hasPage = (schema: string) => ["event", "resource", "request"].includes(schema);

/** Where an entry's document is shown; its place in its log, where it makes or changes none. */
function pageOfEntry({ author, logId, seqNum, hash, payload, ignored }: StoredEntry): string {
  const key = toHex(author);
  const said = payload === null ? null : saidBy(payload);
  const named = said === null || said.festival === null ? "" : `&festival=${said.festival}`;
  const log = `/logs/${key}/${logId}?from=${seqNum}${named}#entry-${seqNum}`;
  if (said === null || ignored !== null || said.action === "delete") return log;
  if (said.schema === "user") return `/users/${key}`;
  if (said.schema === "festival") return `/festivals/${said.festival}`;
  const id = said.action === "create" ? toHex(documentIdOf(hash)) : said.id;
  return id !== null && hasPage(said.schema) ? `/${said.schema}s/${id}` : log;
}

/** The outer map of a message, as it stands there. */
export interface Said {
  readonly action: string;
  readonly schema: string;
  readonly festival: string | null;
  readonly id: string | null;
}

/** Null for what is no map of ours. */
export function saidBy(payload: Uint8Array): Said | null {
  const decoded = decodeCbor(payload);
  if (!decoded.ok) return null;
  const { value } = decoded;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  if (value instanceof Uint8Array) return null;
  const { action, schema, festival, id } = value;
  if (typeof action !== "string" || typeof schema !== "string") return null;
  return { action, schema, festival: idIn(festival), id: idIn(id) };
}

function idIn(value: unknown): string | null {
  return value instanceof Uint8Array && value.length === 32 ? toHex(value) : null;
}
