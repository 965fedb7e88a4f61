/** What the sync reducer is told, and what it asks for: all that passes between it and its shell. */
import type { CheckItem, ForkProof } from "../../core/bamboo/mod.ts";
import type { WantPage } from "../ports.ts";
import type { LogHeads, SyncFrame } from "./frames.ts";

/** Names a log of a shared festival: an author's in it, or (`profile`) their log 0. */
export interface LogName {
  readonly festival: Uint8Array;
  readonly author: Uint8Array;
  readonly profile: boolean;
}

export type SyncInput =
  /** A list of follows was said or heard: what is on ours now, and which of it is on theirs. */
  | {
    readonly type: "shared";
    readonly listed: readonly Uint8Array[];
    readonly shared: readonly Uint8Array[];
    /** How many lists we have said, and have heard. */
    readonly said: number;
    readonly heard: number;
  }
  /** The page that `read-heads` asked for. */
  | { readonly type: "heads-read"; readonly logs: readonly LogHeads[]; readonly last: boolean }
  /** What `read-log` asked for, in order, without a gap; none where it is gone. */
  | { readonly type: "log-read"; readonly items: readonly CheckItem[] }
  /** The frame of the last `send` has left. */
  | { readonly type: "sent" }
  /** A log goes further here now, whoever brought it. */
  | {
    readonly type: "advanced";
    readonly festival: Uint8Array;
    readonly author: Uint8Array;
    readonly seq: number;
  }
  /** Log 0 of an author goes so far here, and is cut there. */
  | {
    readonly type: "profile-advanced";
    readonly author: Uint8Array;
    readonly seq: number;
    readonly cut?: number;
  }
  /** What was sent of a log does not go with what is here: both hold `seq`, and differ there. */
  | { readonly type: "parted"; readonly log: LogName; readonly seq: number }
  /** A log is cut here now, whoever brought the proof; `festival` null: the author's log 0. */
  | {
    readonly type: "cut";
    readonly festival: Uint8Array | null;
    readonly author: Uint8Array;
    readonly seq: number;
  }
  /** What `prove` gave has been stored, or was here before. */
  | { readonly type: "proved"; readonly log: LogName }
  /** What `read-proof` asked for; null where there is none. */
  | { readonly type: "proof-read"; readonly proof: ForkProof | null }
  /** What `read-wants` asked for. */
  | ({ readonly type: "wants-read" } & WantPage)
  /** What `read-payloads` asked for: of the first ids, one at least. */
  | { readonly type: "payloads-read"; readonly payloads: readonly (Uint8Array | null)[] }
  /** Payloads are wanted that were not before, of whatever festival. */
  | { readonly type: "wanted" }
  /** Some minutes have passed. */
  | { readonly type: "ask-again" }
  /** The payload of the entry of this id is here now, whoever brought it. */
  | { readonly type: "payload-here"; readonly id: Uint8Array }
  | { readonly type: "received"; readonly frame: SyncFrame };

export type SyncOutput =
  /** In the one lane; answered by `sent`. */
  | { readonly type: "send"; readonly frame: SyncFrame }
  /** Answered by `heads-read`. */
  | {
    readonly type: "read-heads";
    readonly festival: Uint8Array;
    readonly after: Uint8Array | null;
  }
  /** Answered by `log-read`. */
  | {
    readonly type: "read-log";
    readonly log: LogName;
    readonly from: number;
    readonly limit: number;
  }
  /** The entry of a place, or the last one below it that counts; answered by `log-read`. */
  | { readonly type: "read-at"; readonly log: LogName; readonly seq: number }
  /** Answered by `profile-advanced`, if there is any. */
  | { readonly type: "read-profile"; readonly author: Uint8Array }
  /** Answered by `proof-read`. */
  | { readonly type: "read-proof"; readonly log: LogName }
  /** What is wanted of a festival, after what was read before; answered by `wants-read`. */
  | { readonly type: "read-wants"; readonly festival: Uint8Array; readonly after: number }
  /** Answered by `payloads-read`. */
  | {
    readonly type: "read-payloads";
    readonly festival: Uint8Array;
    readonly ids: readonly Uint8Array[];
  }
  /** Payloads of entries that are held, by id. */
  | {
    readonly type: "supply";
    readonly festival: Uint8Array;
    readonly items: readonly { readonly id: Uint8Array; readonly payload: Uint8Array }[];
  }
  | { readonly type: "store"; readonly log: LogName; readonly items: readonly CheckItem[] }
  /** Answered by `proved`, if it proves anything: to send what does not is an offence. */
  | { readonly type: "prove"; readonly log: LogName; readonly proof: ForkProof }
  /** An offence: the session ends. */
  | { readonly type: "end"; readonly code: SyncOffence };

/** What no honest node sends. */
export type SyncOffence =
  | "unexpected-frame"
  /** Of a festival that is not shared, or a log that is not in it. */
  | "not-shared"
  /** Entries that are not, in order, those that the frame says they are, or came before. */
  | "wrong-entries"
  /** A proof of another log, or of no lower place than one that came before. */
  | "invalid-proof"
  /** More logs than any festival has. */
  | "too-many-logs";
