/** What a node tells its own pages and programs as it happens. */
import type { Hex } from "./queries/mod.ts";

export type Notice =
  | {
    readonly kind: "entry";
    readonly author: Hex;
    readonly logId: number;
    readonly seqNum: number;
    readonly hash: Hex;
    /** Null for log 0. */
    readonly festival: Hex | null;
    /** False in an unlisted festival: only for those who named its whole id. */
    readonly listed: boolean;
  }
  /** The payload of an entry that was here without it has come: it counts from now on. */
  | {
    readonly kind: "payload";
    readonly author: Hex;
    readonly logId: number;
    readonly seqNum: number;
    readonly hash: Hex;
    readonly festival: Hex | null;
    readonly listed: boolean;
  }
  /** Payloads are wanted that were not before: entries came without, or a delete was taken back. */
  | { readonly kind: "wanted" }
  /** A proof came that cuts a log: from `seqNum` on nothing in it counts. */
  | {
    readonly kind: "cut";
    readonly author: Hex;
    readonly logId: number;
    readonly seqNum: number;
    readonly festival: Hex | null;
    readonly listed: boolean;
  }
  | PeerNotice
  /** The node follows other festivals than before. */
  | { readonly kind: "follows" };

/** Something about peers changed; the id is for the operator alone. */
export interface PeerNotice {
  readonly kind: "peer";
  readonly id: Hex | null;
  readonly state: "connecting" | "connected" | "waiting" | "gone" | "forgotten" | "progress";
}

export type NoticeListener = (notice: Notice) => void;

/** Delivers notices to all who listen; a listener that throws is reported and does not stop others. */
export class NoticeBoard {
  readonly #listeners = new Set<NoticeListener>();

  constructor(private readonly onError: (error: unknown) => void) {}

  get size(): number {
    return this.#listeners.size;
  }

  listen(listener: NoticeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  post(notice: Notice): void {
    for (const listener of this.#listeners) {
      try {
        listener(notice);
      } catch (error) {
        this.onError(error);
      }
    }
  }
}
