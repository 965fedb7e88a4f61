/** A node: its parts put together behind the few things that can be asked of it. */
import { lipmaa, lipmaalinkIsLeftOut, sameBytes } from "../core/bamboo/mod.ts";
import type { CheckedEntry, CheckItem, ForkProof } from "../core/bamboo/mod.ts";
import { keyedBlake2b, publicKeyOf } from "../core/crypto/mod.ts";
import { fromHex, logIdOf, toHex } from "../core/messages/mod.ts";
import { Intake } from "./intake.ts";
import { type Notice, NoticeBoard, type NoticeListener } from "./notices.ts";
import type { Clock, Entropy, Follow, KeptProof, Report, Store, Verifier } from "./ports.ts";
import type { Chosen, Judged, Proven } from "./proven.ts";
import { chosenHere, judgeChosen, Superseding } from "./proven_keeper.ts";
import type { Queries } from "./queries/mod.ts";
import type { AppendResult, Head, StoredEntry } from "./results.ts";
import type { Proved, SyncHost } from "./sync/mod.ts";

export interface NodeParts {
  readonly store: Store;
  readonly verifier: Verifier;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly report: Report;
  /** Whether a festival is followed as soon as it is created here: only for the person at the machine. */
  readonly followCreated: boolean;
  /**
   * What the node's own agent signed is gone (a copy of the database without it, say): it gets
   * another key, since with the old one it could sign a place twice.
   */
  readonly agentIsLost?: boolean;
  /** Lets the event loop have its turn while much is stored; without it nothing is let in between. */
  readonly pause?: () => Promise<void>;
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
  /** Places of the log that are held without their payloads, which are wanted: the first ones. */
  readonly wanted: readonly number[];
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
  /**
   * Checks and stores entries; one result an item, in order. Durable when it resolves.
   * `followCreated`: whether a festival that is created is followed; without it, as the node was
   * started.
   */
  publish(
    items: readonly CheckItem[],
    options?: { readonly followCreated?: boolean },
  ): Promise<readonly AppendResult[]>;
  /** `festival` null: log 0. */
  next(author: Uint8Array, festival: Uint8Array | null): Promise<NextResult>;
  head(author: Uint8Array, logId: number): Promise<Head | null>;
  range(author: Uint8Array, logId: number, from: number, limit: number): Promise<StoredEntry[]>;
  entry(hash: Uint8Array): Promise<StoredEntry | null>;
  /** What is held by itself, without the rest of its log: by a YAMF hash (66 bytes) or an id (32). */
  proven(name: Uint8Array): Promise<Proven | null>;
  /** Checks what is said to be what a name names, as a peer would give it, and keeps it by itself. */
  keepChosen(name: Uint8Array, chosen: Chosen): Promise<Judged>;
  /** Whether that stays when room is needed; false where it is not held by itself. */
  pinProven(name: Uint8Array, pinned: boolean): Promise<boolean>;
  /** The proof that cuts a log; null where it is not cut. */
  proof(author: Uint8Array, logId: number): Promise<KeptProof | null>;
  /** False where another festival of the same log id is followed already. */
  follow(festival: Uint8Array): Promise<boolean>;
  /** Takes nothing new of a festival any more; what is here stays. */
  unfollow(festival: Uint8Array): Promise<void>;
  follows(): Promise<readonly Follow[]>;
  listen(listener: NoticeListener): () => void;
  /** 16 bytes that only this node can make of these, always the same: for addresses that cannot be guessed. */
  codeOf(purpose: string, bytes: Uint8Array): Uint8Array;
  stop(): Promise<void>;
}

/** A node as the composition root has it: with what the network needs of it. */
export interface StartedNode extends Node {
  readonly host: SyncHost;
  /** The node's key on connections: never an author's. */
  readonly identity: { readonly seed: Uint8Array; readonly key: Uint8Array };
  /** Of the key of the node's own agent, 32 bytes. */
  readonly agentSeed: Uint8Array;
  post(notice: Notice): void;
}

/** Of a log, that a signer is told of at once. */
const MOST_WANTED = 100;
const AGENT_SEED = "agent-seed";
const NODE_SEED = "node-seed";
const CODE_SEED = "code-seed";
const CODE_BYTES = 16;

/** Starts a node on its parts, which it closes when it stops. */
export async function startNode(parts: NodeParts): Promise<StartedNode> {
  const { store, verifier, clock, report } = parts;
  const board = new NoticeBoard((error) => report.error("notice.failed", error));
  if (parts.agentIsLost === true && await store.setting(AGENT_SEED) !== null) {
    await newSeed(AGENT_SEED, store, parts.entropy);
    report.warn("agent.renewed", { reason: "what it signed is not in the data folder" });
  }
  const agentSeed = await keptSeed(AGENT_SEED, store, parts.entropy);
  const agent = publicKeyOf(agentSeed);
  const seed = await keptSeed(NODE_SEED, store, parts.entropy);
  const codeSeed = await keptSeed(CODE_SEED, store, parts.entropy);
  let followed = await store.follows();
  let wanted = await store.newestWant();

  const superseding = new Superseding({ store, prove, report });
  await superseding.start();

  const intake = new Intake({
    store,
    verifier,
    clock,
    pause: parts.pause,
    async stored(batch, results) {
      superseding.came(batch.map(({ entry }) => entry));
      await announce(batch, results);
      await announceFollows();
      await announceWants();
    },
  });

  /** A festival was created here, or one turned out to have ancestors. */
  async function announceFollows(): Promise<void> {
    const before = followed;
    followed = await store.follows();
    // One may have come and another gone at once. They are in the order of their ids.
    const isAsBefore = followed.length === before.length &&
      followed.every(({ id }, i) => sameBytes(id, before[i]!.id));
    if (!isAsBefore) board.post({ kind: "follows" });
  }

  async function announceWants(): Promise<void> {
    if (board.size === 0) return;
    const newest = await store.newestWant();
    if (newest === wanted) return;
    wanted = newest;
    board.post({ kind: "wanted" });
  }

  async function announce(batch: readonly CheckedEntry[], results: readonly AppendResult[]) {
    if (board.size === 0) return;
    const listed = new Map<string, boolean>();
    for (const [i, result] of results.entries()) {
      const supplied = result.status === "duplicate" && result.supplied === true;
      if (result.status !== "accepted" && !supplied) continue;
      const { entry, hash } = batch[i]!;
      const festival = result.festival === null ? null : toHex(result.festival);
      if (festival !== null && !listed.has(festival)) {
        listed.set(festival, (await store.festival(festival))?.visibility === "public");
      }
      const notice: Notice = {
        kind: supplied ? "payload" : "entry",
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

  /** Cuts a log, if the proof proves something and reaches below what is cut already. */
  async function prove(proof: ForkProof): Promise<Proved> {
    const outcome = await verifier.checkProof(proof);
    if (!outcome.ok) return "refused";
    const { author, seqNum } = outcome;
    const logId = Number(outcome.logId);
    const before = await store.proof(author, logId);
    if (!await store.prove(proof)) return "not-followed";
    superseding.came([{ author, logId: outcome.logId }]);
    if (before !== null && before.seqNum <= seqNum) return "proved";
    const follow = logId === 0
      ? null
      : (await store.follows()).find(({ id }) => logIdOf(id) === logId) ?? null;
    board.post({
      kind: "cut",
      author: toHex(author),
      logId,
      seqNum,
      festival: follow === null ? null : toHex(follow.id),
      listed: follow === null ? logId === 0 : follow.listed,
    });
    // What was nested, or followed as an ancestor, may hang on what no longer counts.
    await announceFollows();
    await announceWants();
    return "proved";
  }

  async function next(author: Uint8Array, festival: Uint8Array | null): Promise<NextResult> {
    const logId = festival === null ? 0 : logIdOf(festival);
    const head = await store.head(author, logId);
    if (head === null) {
      const next = { author, logId, seqNum: 1, backlink: null, lipmaalink: null, wanted: [] };
      return { ok: true, next };
    }
    if (head.cut !== null) return { ok: false, refusal: { code: "cut", head } };
    if (head.ended) return { ok: false, refusal: { code: "ended", head } };
    const seqNum = head.seqNum + 1;
    const lipmaalink = lipmaalinkIsLeftOut(seqNum)
      ? null
      : (await store.held(author, logId, lipmaa(seqNum), 1))[0]!.hash;
    const wanted = await store.wantsOf(author, logId, MOST_WANTED);
    return { ok: true, next: { author, logId, seqNum, backlink: head.hash, lipmaalink, wanted } };
  }

  const host: SyncHost = {
    follows: () => store.follows(),
    heads: (festival, after, limit) => store.syncHeads(festival, after, limit),
    async read({ festival, author, profile }, from, limit) {
      const logId = profile ? 0 : logIdOf(festival);
      const head = await store.head(author, logId);
      if (head === null || head.seqNum < from) return [];
      // Only what counts travels: nothing from a cut on.
      const most = Math.min(limit, head.seqNum - from + 1);
      return await store.held(author, logId, from, most);
    },
    async at({ festival, author, profile }, seq) {
      const logId = profile ? 0 : logIdOf(festival);
      const last = Math.min(seq, (await store.head(author, logId))?.seqNum ?? 0);
      return last === 0 ? [] : await store.held(author, logId, last, 1);
    },
    store: (items) =>
      intake.take(items, { followCreated: false, durable: false, explained: false }),
    async profile(author) {
      const head = await store.head(author, 0);
      if (head === null) return { seq: 0 };
      return head.cut === null ? { seq: head.seqNum } : { seq: head.seqNum, cut: head.cut };
    },
    prove,
    async proof({ festival, author, profile }) {
      return (await store.proof(author, profile ? 0 : logIdOf(festival)))?.proof ?? null;
    },
    wants: (festival, after, limit) => store.wants(festival, after, limit),
    payloads: (festival, ids, mostBytes) => store.payloads(festival, ids, mostBytes),
    entriesOf: (ids) => store.entriesOf(ids),
    chosen: (name) => chosenHere(store, name),
    judge: (name, chosen) =>
      judgeChosen({ store, verifier, clock, prove, superseding }, name, chosen),
    listen: (listener) => board.listen(listener),
  };

  return {
    agent,
    host,
    agentSeed,
    identity: { seed, key: publicKeyOf(seed) },
    post: (notice) => board.post(notice),
    query: store,
    publish: (items, options) =>
      intake.take(items, { followCreated: options?.followCreated ?? parts.followCreated }),
    next,
    head: (author, logId) => store.head(author, logId),
    range: (author, logId, from, limit) => store.range(author, logId, from, limit),
    entry: (hash) => store.entry(hash),
    proven: (name) => store.proven(name),
    keepChosen: host.judge,
    pinProven: (name, pinned) => store.pinProven(name, pinned),
    proof: (author, logId) => store.proof(author, logId),
    async follow(festival) {
      const taken = await store.follow(festival);
      await announceFollows();
      return taken;
    },
    async unfollow(festival) {
      await store.unfollow(festival);
      await announceFollows();
    },
    follows: () => store.follows(),
    listen: (listener) => board.listen(listener),
    codeOf(purpose, bytes) {
      const about = new TextEncoder().encode(`p2panda/1/${purpose}\0`);
      return keyedBlake2b(codeSeed, new Uint8Array([...about, ...bytes]), CODE_BYTES);
    },
    async stop() {
      await superseding.stop();
      await verifier.close();
      await intake.idle();
      await store.close();
    },
  };
}

/** A key of the node's own is made once and kept. */
async function keptSeed(name: string, store: Store, entropy: Entropy): Promise<Uint8Array> {
  const kept = await store.setting(name);
  const seed = kept === null ? null : fromHex(kept);
  return seed ?? await newSeed(name, store, entropy);
}

async function newSeed(name: string, store: Store, entropy: Entropy): Promise<Uint8Array> {
  const made = entropy.bytes(32);
  await store.setSetting(name, toHex(made));
  return made;
}
