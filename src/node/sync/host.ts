/** What a session asks of the node it belongs to. */
import type { CheckItem, ForkProof } from "../../core/bamboo/mod.ts";
import type { NoticeListener } from "../notices.ts";
import type { Follow, PayloadStore } from "../ports.ts";
import type { Chosen, Judged } from "../proven.ts";
import type { AppendResult } from "../results.ts";
import type { LogHeads } from "./frames.ts";
import type { LogName } from "./exchange.ts";

/** `refused`: it proves nothing, and no honest node passes it on. */
export type Proved = "proved" | "not-followed" | "refused";

export interface SyncHost extends Pick<PayloadStore, "wants" | "payloads" | "entriesOf"> {
  follows(): Promise<readonly Follow[]>;
  heads(
    festival: Uint8Array,
    after: Uint8Array | null,
    limit: number,
  ): Promise<readonly LogHeads[]>;
  read(log: LogName, from: number, limit: number): Promise<readonly CheckItem[]>;
  /** The entry of a place, or the last one below it that counts, if there is any. */
  at(log: LogName, seq: number): Promise<readonly CheckItem[]>;
  /** Checks and stores what a peer sent; one result an item, in order. */
  store(items: readonly CheckItem[]): Promise<readonly AppendResult[]>;
  /** How far an author's log 0 goes here, and where it is cut. */
  profile(author: Uint8Array): Promise<{ readonly seq: number; readonly cut?: number }>;
  /** Keeps a proof that a peer sent, or that came of what it sent, and cuts the log. */
  prove(proof: ForkProof): Promise<Proved>;
  /** What cuts a log here. */
  proof(log: LogName): Promise<ForkProof | null>;
  /**
   * The entry of a hash, or those of the document of an id, with their pools: from the logs, or from
   * what is held by itself. Null where it is not held.
   */
  chosen(name: Uint8Array): Promise<Chosen | null>;
  /** Checks what a peer gave for a name, and keeps it. */
  judge(name: Uint8Array, chosen: Chosen): Promise<Judged>;
  listen(listener: NoticeListener): () => void;
}
