/**
 * Signs for one key, and never two entries for one place (DESIGN.md §4, "Signers do not fork by
 * accident"). What makes that hold:
 *
 * - the links of an entry come from the journal alone; what the node says is only compared with it;
 * - an entry is in the journal, durably, before anybody else sees it, and the journal refuses a place
 *   that is taken: so whatever is interrupted, the next call finds these bytes and sends them again;
 * - where the node is ahead of the journal, somebody signed with this key elsewhere: then nothing is
 *   signed until a person has confirmed that log's last entry ({@link Signer.adopt}).
 */
import {
  checkEntry,
  decodeEntry,
  documentIdOf,
  encodeEntry,
  hashOf,
  lipmaa,
  lipmaalinkIsLeftOut,
  sameBytes,
  signingBytes,
  type UnsignedEntry,
} from "../core/bamboo/mod.ts";
import { portable, type Primitives, publicKeyOf, sign } from "../core/crypto/mod.ts";
import { fromHex, logIdOf, toHex } from "../core/messages/mod.ts";
import type { EntryResult, Hex, LogEntryAnswer } from "./documents.ts";
import { type Journal, type JournalRecord, PlaceTakenError } from "./journal.ts";
import { type Failure, isPassing, type NodeClient } from "./node_client.ts";

/** A key that can sign; where its secret is, is nobody's business. */
export interface SigningKey {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  sign(message: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

/** The key of a seed (32 bytes). */
export function keyOfSeed(seed: Uint8Array): SigningKey {
  return { publicKey: publicKeyOf(seed), sign: (message) => sign(message, seed) };
}

export interface LogHead {
  readonly seqNum: number;
  /** YAMF. */
  readonly hash: Hex;
}

/** What is known, besides the journal, of what this key signed. */
export type Past =
  /** The key was made here: what the journal does not hold was never signed. */
  | { readonly kind: "none" }
  /** A backup says that the log reached this far. */
  | { readonly kind: "head"; readonly head: LogHead }
  /** The key came without a word about this log: even its beginning must be confirmed. */
  | { readonly kind: "unknown" };

export interface SignerOptions {
  readonly key: SigningKey;
  readonly journal: Journal;
  readonly client: NodeClient;
  /** Asked for a log that the journal does not hold; `none` where not given. */
  readonly past?: (logId: number) => Past | Promise<Past>;
  /** Called once the node has everything of a log. */
  readonly onSent?: (logId: number) => void | Promise<void>;
  readonly primitives?: Primitives;
}

export interface Signing {
  /** In whose log (32 bytes); null: the key's own log 0. */
  readonly festival: Uint8Array | null;
  readonly payload: Uint8Array;
}

export type SignerError =
  /**
   * The log's last entry on the node was not signed here. Show it to the person; if it is theirs and
   * the last one, {@link Signer.adopt} it. `head` null: the node holds nothing of the log.
   */
  | {
    readonly code: "unknown-head";
    readonly logId: number;
    readonly festival: Hex | null;
    readonly head: (LogHead & { readonly payload: Uint8Array | null }) | null;
  }
  /** Different entries of this key stand at one place, here and there: the log cannot go on from here. */
  | { readonly code: "conflict"; readonly logId: number; readonly seqNum: number }
  /** The node lacks entries that are not here to be sent. */
  | { readonly code: "node-behind"; readonly logId: number; readonly seqNum: number }
  /** What the node said: `cut`, `ended`, `not-followed`, … */
  | { readonly code: "refused"; readonly failure: Failure };

export type Signed =
  /** The node has it durably. */
  | {
    readonly status: "sent";
    readonly hash: Hex;
    /** The document's, as the node says; null where the message has none. */
    readonly id: Hex | null;
    /** Why it has no effect, as a code; null where it has. */
    readonly ignored: string | null;
    /** The node's sentence about that; empty where there is none. */
    readonly message: string;
  }
  /** Signed and in the journal; it is sent with the next call that reaches the node. */
  | { readonly status: "kept"; readonly hash: Hex; readonly id: Hex; readonly failure: Failure }
  /** In the journal and refused by the node. */
  | { readonly status: "refused"; readonly hash: Hex; readonly failure: Failure }
  /** Nothing was signed. */
  | { readonly status: "unsigned"; readonly error: SignerError };

type Outcome<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: SignerError };

/** How many entries, and how many bytes of hex, go into one call; the API takes 100 and 8 MiB. */
const MAX_ENTRIES = 100;
const MAX_BODY_BYTES = 6 * 1024 * 1024;
const LOG_PAGE = 200;
/** Others who sign at the same moment where locks do not reach win this often before we give up. */
const MAX_TRIES = 20;

export class Signer {
  readonly publicKey: Uint8Array;
  readonly #key: SigningKey;
  readonly #journal: Journal;
  readonly #client: NodeClient;
  readonly #options: SignerOptions;
  readonly #primitives: Primitives;

  constructor(options: SignerOptions) {
    this.#options = options;
    this.#key = options.key;
    this.#journal = options.journal;
    this.#client = options.client;
    this.#primitives = options.primitives ?? portable;
    this.publicKey = options.key.publicKey;
  }

  /**
   * Signs payloads and publishes them, in order; one result an item. Items of a log in which one could
   * not be signed are not signed either.
   */
  publish(items: readonly Signing[]): Promise<Signed[]> {
    return this.#journal.locked(async () => {
      const results = new Array<Signed>(items.length);
      for (const [logId, places] of byLog(items)) {
        const festival = items[places[0]!]!.festival;
        const signed = await this.#publishInLog(
          logId,
          festival,
          places.map((i) => items[i]!.payload),
        );
        places.forEach((place, i) => results[place] = signed[i]!);
      }
      return results;
    });
  }

  /** Sends what the node lacks of a log; null where it has everything. */
  resend(festival: Uint8Array | null): Promise<SignerError | null> {
    return this.#journal.locked(async () => {
      const logId = logIdOfPlace(festival);
      const ready = await this.#compare(logId, festival);
      if (!ready.ok) return ready.error;
      for (const signed of await this.#sendFrom(logId, ready.value.nodeSeqNum + 1)) {
        if (signed.status === "kept" || signed.status === "refused") return refusal(signed.failure);
      }
      return null;
    });
  }

  /**
   * Goes on from a log as the node holds it, up to the entry that the person confirmed: takes it over
   * into the journal, after checking that the confirmed entry commits to all of it.
   */
  adopt(festival: Uint8Array | null, confirmed: LogHead): Promise<SignerError | null> {
    return this.#journal.locked(async () => {
      const result = await this.#takeOver(logIdOfPlace(festival), festival, confirmed);
      return result.ok ? null : result.error;
    });
  }

  async #publishInLog(
    logId: number,
    festival: Uint8Array | null,
    payloads: readonly Uint8Array[],
  ): Promise<Signed[]> {
    const ready = await this.#compare(logId, festival);
    const passing = ready.ok ? null : passingFailure(ready.error);
    // Without an answer the journal decides, where it is known to be all there is.
    if (!ready.ok && (passing === null || !await this.#mayGoOn(logId))) {
      return payloads.map(() => ({ status: "unsigned", error: ready.error }));
    }

    const signed: JournalRecord[] = [];
    for (const payload of payloads) signed.push(await this.#signNext(logId, festival, payload));
    if (!ready.ok) return signed.map((record) => kept(record, passing!));
    const outcomes = await this.#sendFrom(logId, ready.value.nodeSeqNum + 1);
    return outcomes.slice(outcomes.length - signed.length);
  }

  /** Compares the node's log with the journal: what the node lacks can be sent from here. */
  async #compare(
    logId: number,
    festival: Uint8Array | null,
  ): Promise<Outcome<{ readonly nodeSeqNum: number }>> {
    const answer = await this.#client.next(this.publicKey, festival);
    if (!answer.ok) return refused(answer.failure);
    const nodeSeqNum = answer.value.seqNum - 1;
    const nodeHash = answer.value.backlink;
    let last = await this.#journal.last(logId);

    if (last === null) {
      const past = await this.#options.past?.(logId) ?? { kind: "none" };
      const atHead = past.kind === "head" && past.head.seqNum === nodeSeqNum;
      if (past.kind === "head" && nodeSeqNum < past.head.seqNum) {
        return error({ code: "node-behind", logId, seqNum: past.head.seqNum });
      }
      if (atHead && past.head.hash !== nodeHash) {
        return error({ code: "conflict", logId, seqNum: nodeSeqNum });
      }
      if (atHead) {
        const taken = await this.#takeOver(logId, festival, past.head);
        if (!taken.ok) return taken;
        last = await this.#journal.last(logId);
      } else if (past.kind === "unknown" && nodeSeqNum === 0) {
        return this.#unknownHead(logId, festival, 0);
      }
    }
    const held = last?.seqNum ?? 0;
    if (nodeSeqNum > held) return this.#unknownHead(logId, festival, nodeSeqNum);
    if (nodeSeqNum > 0) {
      const same = await this.#journal.at(logId, nodeSeqNum);
      if (same === null || toHex(same.hash) !== nodeHash) {
        return error({ code: "conflict", logId, seqNum: nodeSeqNum });
      }
    }
    return { ok: true, value: { nodeSeqNum } };
  }

  async #mayGoOn(logId: number): Promise<boolean> {
    if (await this.#journal.last(logId) !== null) return true;
    return (await this.#options.past?.(logId) ?? { kind: "none" }).kind === "none";
  }

  async #unknownHead(
    logId: number,
    festival: Uint8Array | null,
    seqNum: number,
  ): Promise<Outcome<never>> {
    const place = { logId, festival: festival && toHex(festival) };
    if (seqNum === 0) return error({ code: "unknown-head", ...place, head: null });
    const page = await this.#logPage(logId, festival, seqNum, 1);
    if (!page.ok) return page;
    const [one] = page.value;
    if (one === undefined) return error({ code: "unknown-head", ...place, head: null });
    const payload = one.payload === null ? null : fromHex(one.payload);
    const head = { seqNum: one.seqNum, hash: one.hash, payload };
    return error({ code: "unknown-head", ...place, head });
  }

  /** Signs one entry on the journal's last one, and keeps it there before anybody sees it. */
  async #signNext(
    logId: number,
    festival: Uint8Array | null,
    payload: Uint8Array,
  ): Promise<JournalRecord> {
    for (let tries = 1;; tries++) {
      const record = await this.#signOn(await this.#journal.last(logId), logId, festival, payload);
      try {
        await this.#journal.append(record);
        return record;
      } catch (cause) {
        // Another tab was first. What was signed here is forgotten: nobody has seen it.
        if (!(cause instanceof PlaceTakenError) || tries === MAX_TRIES) throw cause;
      }
    }
  }

  async #signOn(
    last: JournalRecord | null,
    logId: number,
    festival: Uint8Array | null,
    payload: Uint8Array,
  ): Promise<JournalRecord> {
    const seqNum = (last?.seqNum ?? 0) + 1;
    const unsigned: UnsignedEntry = {
      endOfLog: false,
      author: this.publicKey,
      logId: BigInt(logId),
      seqNum,
      lipmaalink: lipmaalinkIsLeftOut(seqNum)
        ? null
        : (await this.#held(logId, lipmaa(seqNum))).hash,
      backlink: last?.hash ?? null,
      payloadSize: BigInt(payload.length),
      payloadHash: hashOf(payload, this.#primitives),
    };
    const signature = await this.#key.sign(signingBytes(unsigned));
    const entry = encodeEntry({ ...unsigned, signature });
    // A signature that nobody accepts would stand in the journal for ever.
    const checked = checkEntry({ entry, payload }, this.#primitives);
    if (!checked.ok) throw new Error(`the key does not sign: ${checked.refusal.code}`);
    return { logId, seqNum, hash: checked.checked.hash, entry, payload, festival };
  }

  async #held(logId: number, seqNum: number): Promise<JournalRecord> {
    const record = await this.#journal.at(logId, seqNum);
    if (record === null) throw new Error(`the journal lacks entry ${seqNum} of log ${logId}`);
    return record;
  }

  /** Sends the journal's entries of a log from a seqnum on; one result an entry. */
  async #sendFrom(logId: number, from: number): Promise<Signed[]> {
    const results: Signed[] = [];
    let batch: JournalRecord[] = [];
    let size = 0;
    const flush = async () => {
      if (batch.length > 0) results.push(...await this.#send(batch));
      batch = [];
      size = 0;
    };
    for await (const record of this.#journal.from(logId, from)) {
      const bytes = 2 * (record.entry.length + (record.payload?.length ?? 0)) + 64;
      if (batch.length === MAX_ENTRIES || size + bytes > MAX_BODY_BYTES) await flush();
      batch.push(record);
      size += bytes;
    }
    await flush();
    if (results.every(({ status }) => status === "sent")) await this.#options.onSent?.(logId);
    return results;
  }

  async #send(records: readonly JournalRecord[]): Promise<Signed[]> {
    const lacking = records.findIndex(({ payload }) => payload === null);
    if (lacking >= 0) {
      const { logId, seqNum } = records[lacking]!;
      const message =
        `Entry ${seqNum} of log ${logId} is not whole here: another node must send it.`;
      const failure = { code: "node-behind", message, status: 422, retryAfter: null, facts: {} };
      return records.map((record) => ({ status: "refused", hash: toHex(record.hash), failure }));
    }
    const answer = await this.#client.publish(
      records.map(({ entry, payload }) => ({ entry, payload: payload! })),
    );
    if (!answer.ok) {
      const { failure } = answer;
      return records.map((record) =>
        isPassing(failure)
          ? kept(record, failure)
          : { status: "refused", hash: toHex(record.hash), failure }
      );
    }
    return answer.value.map((result, i) => signedOf(records[i]!, result));
  }

  /** Takes over the log up to `confirmed`, which must commit to every entry before it. */
  async #takeOver(
    logId: number,
    festival: Uint8Array | null,
    confirmed: LogHead,
  ): Promise<Outcome<null>> {
    const last = await this.#journal.last(logId);
    let seqNum = last?.seqNum ?? 0;
    let backlink: Uint8Array | null = last?.hash ?? null;
    const records: JournalRecord[] = [];
    while (seqNum < confirmed.seqNum) {
      const page = await this.#logPage(logId, festival, seqNum + 1, LOG_PAGE);
      if (!page.ok) return page;
      if (page.value.length === 0) return error({ code: "node-behind", logId, seqNum });
      for (const one of page.value.slice(0, confirmed.seqNum - seqNum)) {
        const record = this.#recordOf(one, logId, festival, seqNum + 1, backlink);
        if (record === null) return error({ code: "conflict", logId, seqNum: seqNum + 1 });
        records.push(record);
        backlink = record.hash;
        seqNum++;
      }
    }
    if (backlink === null || toHex(backlink) !== confirmed.hash) {
      return error({ code: "conflict", logId, seqNum: confirmed.seqNum });
    }
    // By its signature the last entry vouches for all that it links to.
    const head = records.at(-1);
    if (
      head !== undefined && !checkEntry({ entry: head.entry, payload: null }, this.#primitives).ok
    ) {
      return error({ code: "conflict", logId, seqNum: confirmed.seqNum });
    }
    for (const record of records) await this.#journal.append(record);
    return { ok: true, value: null };
  }

  /** A node's entry as a record, if it is the one that belongs here. */
  #recordOf(
    answer: LogEntryAnswer,
    logId: number,
    festival: Uint8Array | null,
    seqNum: number,
    backlink: Uint8Array | null,
  ): JournalRecord | null {
    const bytes = fromHex(answer.entry);
    const decoded = bytes === null ? null : decodeEntry(bytes);
    if (bytes === null || decoded === null || !decoded.ok) return null;
    const { entry } = decoded;
    const fits = sameBytes(entry.author, this.publicKey) && entry.logId === BigInt(logId) &&
      entry.seqNum === seqNum && isSame(entry.backlink, backlink);
    if (!fits) return null;
    const given = answer.payload === null ? null : fromHex(answer.payload);
    const isWhole = given !== null && sameBytes(hashOf(given, this.#primitives), entry.payloadHash);
    const payload = isWhole ? given : null;
    return {
      logId,
      seqNum,
      hash: hashOf(bytes, this.#primitives),
      entry: bytes,
      payload,
      festival,
    };
  }

  async #logPage(
    logId: number,
    festival: Uint8Array | null,
    from: number,
    limit: number,
  ): Promise<Outcome<readonly LogEntryAnswer[]>> {
    const answer = await this.#client.log(toHex(this.publicKey), logId, {
      from,
      limit,
      festival: festival === null ? undefined : toHex(festival),
    });
    return answer.ok ? { ok: true, value: answer.value.items } : refused(answer.failure);
  }
}

function byLog(items: readonly Signing[]): Map<number, number[]> {
  const logs = new Map<number, number[]>();
  items.forEach(({ festival }, i) => {
    const logId = logIdOfPlace(festival);
    const places = logs.get(logId);
    if (places === undefined) logs.set(logId, [i]);
    else places.push(i);
  });
  return logs;
}

function logIdOfPlace(festival: Uint8Array | null): number {
  return festival === null ? 0 : logIdOf(festival);
}

function passingFailure(error: SignerError): Failure | null {
  return error.code === "refused" && isPassing(error.failure) ? error.failure : null;
}

function isSame(one: Uint8Array | null, other: Uint8Array | null): boolean {
  return one === null || other === null ? one === other : sameBytes(one, other);
}

function kept(record: JournalRecord, failure: Failure): Signed {
  const { hash } = record;
  return { status: "kept", hash: toHex(hash), id: toHex(documentIdOf(hash)), failure };
}

function signedOf(record: JournalRecord, result: EntryResult): Signed {
  const hash = toHex(record.hash);
  if (result.status !== "refused") {
    const { id = null, ignored = null, message = "" } = result;
    return { status: "sent", hash, id, ignored, message };
  }
  const { status: _, hash: __, code = "refused", message = "", ...facts } = result;
  const failure = { code, message, status: 422, retryAfter: null, facts };
  return { status: "refused", hash, failure };
}

function error(error: SignerError): { readonly ok: false; readonly error: SignerError } {
  return { ok: false, error };
}

function refused(failure: Failure) {
  return error(refusal(failure));
}

function refusal(failure: Failure): SignerError {
  return { code: "refused", failure };
}
