/** Which entries an id names: those of one document, all of them in one author's log. */
import { type CheckedEntry, documentIdOf, sameBytes } from "../bamboo/mod.ts";
import { decodeCbor } from "./decode_cbor.ts";
import { logIdOf } from "./ids.ts";
import { createdFestival } from "./message.ts";

/**
 * Tells whether entries are about what an id (32 bytes) names: a document, by the entry that creates
 * it, a festival, or an author's profile. One of them binds the id to the log's author: the entry
 * itself, the festival's create, or the author's own log 0. Every other must name the id in its
 * payload, and so cannot come without it.
 *
 * Not checked: that all of them are of one log ({@link checkSubset}), and whether they count.
 */
export function areAbout(id: Uint8Array, entries: readonly CheckedEntry[]): boolean {
  return entries.some((entry) => binds(id, entry)) &&
    entries.every((entry) => binds(id, entry) || names(id, entry));
}

/**
 * Gives those of some entries of one log that others among them erase: that a delete of another
 * schema than `request` names. Nobody needs to keep what they held.
 */
export function erasedAmong(entries: readonly CheckedEntry[]): ReadonlySet<CheckedEntry> {
  const erased = new Set<CheckedEntry>();
  for (const { entry, payload } of entries) {
    const outer = payload === null ? null : outerOf(payload);
    if (outer?.["action"] !== "delete" || outer["schema"] === "request") continue;
    const id = outer["id"];
    if (!(id instanceof Uint8Array)) continue;
    for (const other of entries) {
      const isEarlier = other.entry.seqNum < entry.seqNum;
      if (isEarlier && sameBytes(documentIdOf(other.hash), id)) erased.add(other);
    }
  }
  return erased;
}

function binds(id: Uint8Array, { entry, hash, payload }: CheckedEntry): boolean {
  if (sameBytes(documentIdOf(hash), id)) return true;
  if (payload === null) return false;
  if (entry.logId === 0n) {
    return sameBytes(entry.author, id) && outerOf(payload)?.["schema"] === "user";
  }
  const created = createdFestival(payload, entry.author);
  return created !== null && sameBytes(created, id) && entry.logId === BigInt(logIdOf(id));
}

function names(id: Uint8Array, { payload }: CheckedEntry): boolean {
  const named = payload === null ? undefined : outerOf(payload)?.["id"];
  return named instanceof Uint8Array && sameBytes(named, id);
}

function outerOf(payload: Uint8Array): { readonly [key: string]: unknown } | null {
  const decoded = decodeCbor(payload);
  if (!decoded.ok) return null;
  const { value } = decoded;
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
      !(value instanceof Uint8Array)
    ? value
    : null;
}
