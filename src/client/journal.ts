/**
 * What a signer remembers of all it signed, so that it never signs a place twice: an entry and its
 * payload are in the journal, durably, before they are sent, and what a node lacks is sent again
 * from here (DESIGN.md §4, "Signers do not fork by accident").
 *
 * A file beside the key in Deno, IndexedDB in a browser, an array in tests; one acceptance suite,
 * `tests/client/journal_suite.ts`.
 */

/** One signed entry. */
export interface JournalRecord {
  readonly logId: number;
  readonly seqNum: number;
  /** YAMF, 66 bytes. */
  readonly hash: Uint8Array;
  readonly entry: Uint8Array;
  /** Null only in a log that was taken over from a node, where the node does not have it. */
  readonly payload: Uint8Array | null;
  /** The festival whose log it is (32 bytes); null for log 0. */
  readonly festival: Uint8Array | null;
}

/** The entries of one key, on one device. */
export interface Journal {
  /**
   * Runs `task` while nobody else, in this process or another, signs with this key: reading the last
   * record, signing, {@link append} and sending happen inside. Waits for its turn; does not nest.
   */
  locked<T>(task: () => Promise<T>): Promise<T>;
  /** The record of the highest seqnum of a log; null where it holds none. */
  last(logId: number): Promise<JournalRecord | null>;
  at(logId: number, seqNum: number): Promise<JournalRecord | null>;
  /** Records of a log from a seqnum on, ascending. */
  from(logId: number, seqNum: number): AsyncIterable<JournalRecord>;
  /**
   * Keeps a record; durable when it resolves. Only inside {@link locked}. Keeps it once where the same
   * bytes are there already.
   *
   * @throws {PlaceTakenError} for a place that is taken by other bytes, or that does not follow on the
   * last one: somebody else signed meanwhile where {@link locked} cannot keep them out.
   * @throws {TypeError} outside `locked`.
   */
  append(record: JournalRecord): Promise<void>;
}

/** What was signed has no place in the journal. It must never be sent: sign again, further on. */
export class PlaceTakenError extends TypeError {
  override name = "PlaceTakenError";
}
