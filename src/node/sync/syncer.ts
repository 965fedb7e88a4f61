/**
 * The part of a session that exchanges festivals: runs the reducer of `reducer.ts`. It holds no
 * opinion of its own: reads, stores and sends what the reducer asks for, and tells it what became of
 * that and what happens at this node meanwhile.
 */
import { decodeEntry, type ForkProof } from "../../core/bamboo/mod.ts";
import { fromHex, ID_BYTES } from "../../core/messages/mod.ts";
import type { Notice } from "../notices.ts";
import type { Clock } from "../ports.ts";
import type { LogName, SyncInput, SyncOffence, SyncOutput } from "./exchange.ts";
import type { SyncProgress } from "./festival_state.ts";
import { Follows } from "./follows.ts";
import { ENTRIES_BYTES, MOST_HEADS, MOST_WANTED, type SyncFrame } from "./frames.ts";
import type { Role } from "./handshake.ts";
import type { SyncHost } from "./host.ts";
import { Inbox } from "./inbox.ts";
import { isOffence, partedAt, proofIn } from "./offences.ts";
import { isWaitedFor, newSync, owesUs, progressOf, stepSync } from "./reducer.ts";

/** What nobody remembers to send is asked for again so often. */
const ASK_AGAIN_MS = 10 * 60_000;

export interface SyncerParts {
  readonly host: SyncHost;
  readonly clock: Clock;
  readonly role: Role;
  readonly transcript: Uint8Array;
  /** Whether the transport proves with whom unlisted festivals are shared. */
  readonly bound: boolean;
  readonly random: (length: number) => Uint8Array;
  /** In the one lane of entries. */
  readonly send: (frame: SyncFrame) => Promise<void>;
  readonly onOffence: (code: SyncOffence | "invalid-entry") => void;
  /** What is shared or still to come may have changed. */
  readonly onProgress: () => void;
  readonly onLost: (cause: unknown) => void;
  readonly onError: (cause: unknown) => void;
}

type Supplied = Extract<SyncOutput, { type: "supply" }>["items"];

export class Syncer {
  readonly #state = newSync();
  readonly #inbox: Inbox;
  readonly #follows: Follows;
  readonly #cleanUp: (() => void)[] = [];
  #stopped = false;
  /** Proofs and payloads are taken one after the other. */
  #taking: Promise<void> = Promise.resolve();
  /** Logs that went further since the last look: notices come one an entry. */
  readonly #advanced = new Map<string, Extract<Notice, { kind: "entry" }>>();

  /** Says at once what is followed here. */
  constructor(private readonly parts: SyncerParts) {
    const { host, clock, role, transcript, bound, random, send, onLost, onError } = parts;
    this.#inbox = new Inbox({
      store: (items) => host.store(items),
      onRefused: (log, item, refusal) => {
        const proof = proofIn(refusal, item);
        if (isOffence(refusal, item)) parts.onOffence("invalid-entry");
        else if (proof !== null) this.#prove(log, proof);
        else if (refusal.code === "not-followed") this.#follows.drop(log.festival);
        else {
          const seq = partedAt(refusal, item);
          if (seq !== null) this.#step({ type: "parted", log, seq });
        }
      },
      onError,
    });
    this.#follows = new Follows({
      host,
      role,
      transcript,
      bound,
      random,
      // In the lane of the entries: what is said of a festival comes after the list that shares it.
      say: (tokens) => void send({ type: "follows", tokens }).catch(onLost),
      onShared: (shared) => this.#step({ type: "shared", ...shared }),
      onError,
    });
    const askAgain = () => {
      cancelAsking = clock.after(ASK_AGAIN_MS, askAgain);
      this.#step({ type: "ask-again" });
    };
    let cancelAsking = clock.after(ASK_AGAIN_MS, askAgain);
    this.#cleanUp.push(
      host.listen((notice) => this.#notice(notice)),
      () => this.#follows.stop(),
      () => this.#inbox.stop(),
      () => cancelAsking(),
    );
    this.#follows.sayAgain();
  }

  progress(): readonly SyncProgress[] {
    return progressOf(this.#state);
  }

  /** Whether something of theirs must still come: their list, what they held, an answer. */
  get isOwed(): boolean {
    return !this.#follows.heard || owesUs(this.#state);
  }

  /** Whether more waits to be stored than should; nothing more is to be given before `room`. */
  get isFull(): boolean {
    return this.#inbox.isFull;
  }

  room(): Promise<void> {
    return this.#inbox.room();
  }

  /** Resolves when nothing is being taken that comes before all else. */
  get taken(): Promise<void> {
    return this.#taking;
  }

  receive(frame: SyncFrame): void {
    if (frame.type === "follows") this.#follows.hear(frame.tokens);
    else this.#step({ type: "received", frame });
  }

  stop(): void {
    this.#stopped = true;
    for (const cleanUp of this.#cleanUp) cleanUp();
  }

  #notice(notice: Notice): void {
    if (notice.kind === "follows") return this.#follows.sayAgain();
    if (notice.kind === "wanted") return this.#step({ type: "wanted" });
    if (notice.kind !== "entry" && notice.kind !== "payload" && notice.kind !== "cut") return;
    this.#follows.notice(notice);
    if (notice.kind === "cut") {
      const festival = notice.festival === null ? null : fromHex(notice.festival)!;
      const author = fromHex(notice.author)!;
      return this.#step({ type: "cut", festival, author, seq: notice.seqNum });
    }
    const id = fromHex(notice.hash)!.subarray(2, 2 + ID_BYTES);
    if (isWaitedFor(this.#state, id)) this.#step({ type: "payload-here", id });
    if (notice.kind === "payload") return;
    if (this.#advanced.size === 0) queueMicrotask(() => this.#tellAdvanced());
    this.#advanced.set(`${notice.author}/${notice.logId}`, notice);
  }

  #tellAdvanced(): void {
    const notices = [...this.#advanced.values()];
    this.#advanced.clear();
    for (const { author: key, festival, seqNum: seq } of notices) {
      const author = fromHex(key)!;
      this.#step(
        festival === null
          ? { type: "profile-advanced", author, seq }
          : { type: "advanced", festival: fromHex(festival)!, author, seq },
      );
    }
  }

  #step(input: SyncInput): void {
    if (this.#stopped) return;
    for (const output of stepSync(this.#state, input)) this.#do(output);
    this.parts.onProgress();
  }

  #do(output: SyncOutput): void {
    const { host, send, onLost, onError } = this.parts;
    switch (output.type) {
      case "send":
        send(output.frame).then(() => this.#step({ type: "sent" })).catch(onLost);
        return;
      case "read-heads":
        host.heads(output.festival, output.after, MOST_HEADS).then((logs) =>
          this.#step({ type: "heads-read", logs, last: logs.length < MOST_HEADS })
        ).catch(onError);
        return;
      case "read-log":
        host.read(output.log, output.from, output.limit).then((items) =>
          this.#step({ type: "log-read", items })
        ).catch(onError);
        return;
      case "read-at":
        host.at(output.log, output.seq).then((items) => this.#step({ type: "log-read", items }))
          .catch(onError);
        return;
      case "read-profile":
        host.profile(output.author).then((end) =>
          this.#step({ type: "profile-advanced", author: output.author, ...end })
        ).catch(onError);
        return;
      case "read-proof":
        host.proof(output.log).then((proof) => this.#step({ type: "proof-read", proof }))
          .catch(onError);
        return;
      case "read-wants":
        // What came with the entries that are being stored is wanted no more.
        this.#inbox.empty().then(() => host.wants(output.festival, output.after, MOST_WANTED))
          .then((page) => this.#step({ type: "wants-read", ...page })).catch(onError);
        return;
      case "read-payloads":
        host.payloads(output.festival, output.ids, ENTRIES_BYTES).then((payloads) =>
          this.#step({ type: "payloads-read", payloads })
        ).catch(onError);
        return;
      case "supply":
        return this.#supply(output.festival, output.items);
      case "prove":
        return this.#prove(output.log, output.proof);
      case "store":
        return this.#inbox.add(output.log, output.items);
      case "end":
        return this.parts.onOffence(output.code);
    }
  }

  #prove(log: LogName, proof: ForkProof): void {
    const { host, onOffence, onError } = this.parts;
    this.#taking = this.#taking.then(() => host.prove(proof)).then((proved) => {
      if (proved === "proved") this.#step({ type: "proved", log });
      else if (proved === "refused") onOffence("invalid-proof");
      else this.#follows.drop(log.festival);
    }).catch(onError);
  }

  /** Stores payloads with the entries that they are said to be of: checked like any. */
  #supply(festival: Uint8Array, items: Supplied): void {
    const { host, onError } = this.parts;
    const entries = host.entriesOf(items.map(({ id }) => id));
    this.#taking = this.#taking.then(async () => {
      for (const [i, entry] of (await entries).entries()) {
        const decoded = entry === null ? null : decodeEntry(entry);
        if (entry === null || !decoded?.ok) throw new TypeError("an entry that was held is gone");
        const { author, logId } = decoded.entry;
        const { payload } = items[i]!;
        this.#inbox.add({ festival, author, profile: logId === 0n }, [{ entry, payload }]);
      }
    }).catch(onError);
  }
}
