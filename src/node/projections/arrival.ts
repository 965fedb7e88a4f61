/** A stored entry that counts, with its payload. */
export interface Arrival {
  readonly row: number;
  readonly log: number;
  readonly seq: number;
  /** Of the document that it may create: the first 32 bytes of its digest. */
  readonly id: Uint8Array;
  /** Row and public key. */
  readonly author: number;
  readonly authorKey: Uint8Array;
  /** Row and id of the followed festival; null in log 0. */
  readonly festival: number | null;
  readonly festivalId: Uint8Array | null;
  readonly payload: Uint8Array;
  /** Whether entries after it in its log may have been projected before. */
  readonly late: boolean;
}
