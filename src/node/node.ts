/** A node: its parts put together behind the few things that can be asked of it. */
import { lipmaa, lipmaalinkIsLeftOut } from "../core/bamboo/mod.ts";
import type { CheckedEntry, CheckItem } from "../core/bamboo/mod.ts";
import { publicKeyOf } from "../core/crypto/mod.ts";
import { fromHex, logIdOf, toHex } from "../core/messages/mod.ts";
import { type Notice, NoticeBoard, type NoticeListener } from "./notices.ts";
import type { Clock, Entropy, Report, Store, Verifier } from "./ports.ts";
import type { Queries } from "./queries.ts";
import type { AppendResult, Head, StoredEntry } from "./results.ts";

export interface NodeParts {
  readonly store: Store;
  readonly verifier: Verifier;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly report: Report;
  /** Whether a festival is followed as soon as it is created here: only for the person at the machine. */
  readonly followCreated: boolean;
}

/** Where the next entry of a log goes, and what it links to. */
export interface NextEntry {
  readonly author: Uint8Array;
  readonly logId: number;
  readonly seqNum: number;
  /** YAMF, 66 bytes; null at seqnum 1. */
  readonly backlink: Uint8Array | null;
  /** Null where Bamboo leaves it out. */
  readonly lipmaalink: Uint8Array | null;
}

export type NextResult =
  | { readonly ok: true; readonly next: NextEntry }
  | {
    readonly ok: false;
    readonly refusal: { readonly code: "ended" | "cut"; readonly head: Head };
  };

export interface Node {
  /** Public key of the node's own agent (32 bytes). */
  readonly agent: Uint8Array;
  readonly query: Queries;
  /** Checks and stores entries; one result an item, in order. Durable when it resolves. */
  publish(items: readonly CheckItem[]): Promise<readonly AppendResult[]>;
  /** `festival` null: log 0. */
  next(author: Uint8Array, festival: Uint8Array | null): Promise<NextResult>;
  head(author: Uint8Array, logId: number): Promise<Head | null>;
  range(author: Uint8Array, logId: number, from: number, limit: number): Promise<StoredEntry[]>;
  entry(hash: Uint8Array): Promise<StoredEntry | null>;
  /** False where another festival of the same log id is followed already. */
  follow(festival: Uint8Array): Promise<boolean>;
  listen(listener: NoticeListener): () => void;
  stop(): Promise<void>;
}

const AGENT_SEED = "agent-seed";

/** Starts a node on its parts, which it closes when it stops. */
export async function startNode(parts: NodeParts): Promise<Node> {
  const { store, verifier, clock, report } = parts;
  const board = new NoticeBoard((error) => report.error("notice.failed", error));
  const agent = publicKeyOf(await agentSeed(store, parts.entropy));

  async function publish(items: readonly CheckItem[]): Promise<readonly AppendResult[]> {
    const outcomes = await verifier.check(items);
    const results = new Array<AppendResult>(items.length);
    const batch: CheckedEntry[] = [];
    const places: number[] = [];
    outcomes.forEach((outcome, i) => {
      if (!outcome.ok) results[i] = { status: "refused", hash: null, refusal: outcome.refusal };
      else {
        batch.push(outcome.checked);
        places.push(i);
      }
    });
    if (batch.length > 0) {
      const appended = await store.append(batch, {
        followCreated: parts.followCreated,
        receivedAt: clock.now(),
      });
      appended.forEach((result, i) => results[places[i]!] = result);
      await announce(batch, appended);
    }
    return results;
  }

  async function announce(batch: readonly CheckedEntry[], results: readonly AppendResult[]) {
    if (board.size === 0) return;
    const listed = new Map<string, boolean>();
    for (const [i, result] of results.entries()) {
      if (result.status !== "accepted") continue;
      const { entry, hash } = batch[i]!;
      const festival = result.festival === null ? null : toHex(result.festival);
      if (festival !== null && !listed.has(festival)) {
        listed.set(festival, (await store.festival(festival))?.visibility === "public");
      }
      const notice: Notice = {
        kind: "entry",
        author: toHex(entry.author),
        logId: Number(entry.logId),
        seqNum: entry.seqNum,
        hash: toHex(hash),
        festival,
        listed: festival === null || listed.get(festival)!,
      };
      board.post(notice);
    }
  }

  async function next(author: Uint8Array, festival: Uint8Array | null): Promise<NextResult> {
    const logId = festival === null ? 0 : logIdOf(festival);
    const head = await store.head(author, logId);
    if (head === null) {
      return { ok: true, next: { author, logId, seqNum: 1, backlink: null, lipmaalink: null } };
    }
    if (head.cut !== null) return { ok: false, refusal: { code: "cut", head } };
    if (head.ended) return { ok: false, refusal: { code: "ended", head } };
    const seqNum = head.seqNum + 1;
    const lipmaalink = lipmaalinkIsLeftOut(seqNum)
      ? null
      : (await store.range(author, logId, lipmaa(seqNum), 1))[0]!.hash;
    return { ok: true, next: { author, logId, seqNum, backlink: head.hash, lipmaalink } };
  }

  return {
    agent,
    query: store,
    publish,
    next,
    head: (author, logId) => store.head(author, logId),
    range: (author, logId, from, limit) => store.range(author, logId, from, limit),
    entry: (hash) => store.entry(hash),
    follow: (festival) => store.follow(festival),
    listen: (listener) => board.listen(listener),
    async stop() {
      await verifier.close();
      await store.close();
    },
  };
}

/** The node's agent is a user like any other: its key is made once and kept. */
async function agentSeed(store: Store, entropy: Entropy): Promise<Uint8Array> {
  const kept = await store.setting(AGENT_SEED);
  const seed = kept === null ? null : fromHex(kept);
  if (seed !== null) return seed;
  const made = entropy.bytes(32);
  await store.setSetting(AGENT_SEED, toHex(made));
  return made;
}
