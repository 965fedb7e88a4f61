/** What a session asks of the node it belongs to. */
import type { CheckItem } from "../../core/bamboo/mod.ts";
import type { NoticeListener } from "../notices.ts";
import type { Follow } from "../ports.ts";
import type { AppendResult } from "../results.ts";
import type { LogHeads } from "./frames.ts";
import type { LogName } from "./exchange.ts";

export interface SyncHost {
  follows(): Promise<readonly Follow[]>;
  heads(
    festival: Uint8Array,
    after: Uint8Array | null,
    limit: number,
  ): Promise<readonly LogHeads[]>;
  read(log: LogName, from: number, limit: number): Promise<readonly CheckItem[]>;
  /** Checks and stores what a peer sent; one result an item, in order. */
  store(items: readonly CheckItem[]): Promise<readonly AppendResult[]>;
  /** How far an author's log 0 goes here. */
  profileSeq(author: Uint8Array): Promise<number>;
  listen(listener: NoticeListener): () => void;
}
