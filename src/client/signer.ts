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
  encodeEntry,
  hashOf,
  lipmaa,
  lipmaalinkIsLeftOut,
  signingBytes,
  type UnsignedEntry,
} from "../core/bamboo/mod.ts";
import { decodeCbor, fromHex, logIdOf, toHex } from "../core/messages/mod.ts";
import { checkedEntry, type ClientPrimitives } from "./checked_entry.ts";
import { type Journal, type JournalRecord, PlaceTakenError } from "./journal.ts";
import { isPassing, type NodeClient } from "./node_client.ts";
import {
  failed,
  kept,
  type LogHead,
  type Outcome,
  passingFailure,
  type Past,
  refusal,
  type Signed,
  signedOf,
  type SignerError,
  type Signing,
} from "./signed.ts";
import type { SigningKey } from "./signing_key.ts";
import { entriesOf, logUpTo } from "./take_over.ts";

export interface SignerOptions {
  readonly key: SigningKey;
  readonly journal: Journal;
  readonly client: NodeClient;
  /** Asked for a log that the journal does not hold; `none` where not given. */
  readonly past?: (logId: number) => Past | Promise<Past>;
  /** Called once the node has everything of a log, up to this seqnum. */
  readonly onSent?: (logId: number, seqNum: number) => void | Promise<void>;
  readonly primitives: ClientPrimitives;
}

/** How many entries, and how many bytes of hex, go into one call; the API takes 100 and 8 MiB. */
const MAX_ENTRIES = 100;
const MAX_BODY_BYTES = 6 * 1024 * 1024;
/** Of the largest payloads, so many fit into one call. */
const MAX_SUPPLIED = 40;
/** Others who sign at the same moment where locks do not reach win this often before we give up. */
const MAX_TRIES = 20;

type Sent = Exclude<Signed, { readonly status: "unsigned" }>;

/** What a node says of a log, compared with the journal. */
interface Compared {
  readonly nodeSeqNum: number;
  readonly wanted: readonly number[];
}

export class Signer {
  readonly publicKey: Uint8Array;
  readonly #key: SigningKey;
  readonly #journal: Journal;
  readonly #client: NodeClient;
  readonly #options: SignerOptions;
  readonly #primitives: ClientPrimitives;

  constructor(options: SignerOptions) {
    this.#options = options;
    this.#key = options.key;
    this.#journal = options.journal;
    this.#client = options.client;
    this.#primitives = options.primitives;
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
      return await this.#supply(logId, ready.value);
    });
  }

  /**
   * Goes on from a log as the node holds it, up to the entry that the person confirmed: takes it over
   * into the journal, after checking that the confirmed entry commits to all of it.
   */
  adopt(festival: Uint8Array | null, confirmed: LogHead): Promise<SignerError | null> {
    return this.#journal.locked(async () => {
      return await this.#takeOver(logIdOfPlace(festival), festival, confirmed);
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
    // By hash, since what was kept before is sent too, and what another tab signed meanwhile.
    const byHash = new Map(outcomes.map((one) => [one.hash, one]));
    await this.#supplyAfter(logId, festival, payloads);
    return signed.map((record) => byHash.get(toHex(record.hash))!);
  }

  /** Compares the node's log with the journal: what the node lacks can be sent from here. */
  async #compare(
    logId: number,
    festival: Uint8Array | null,
  ): Promise<Outcome<Compared>> {
    const answer = await this.#client.next(this.publicKey, festival);
    if (!answer.ok) return failed(refusal(answer.failure));
    const nodeSeqNum = answer.value.seqNum - 1;
    const nodeHash = answer.value.backlink;
    let last = await this.#journal.last(logId);

    if (last === null) {
      const past = await this.#options.past?.(logId) ?? { kind: "none" };
      const atHead = past.kind === "head" && past.head.seqNum === nodeSeqNum;
      if (past.kind === "head" && nodeSeqNum < past.head.seqNum) {
        return failed({ code: "node-behind", logId, seqNum: past.head.seqNum });
      }
      if (atHead && past.head.hash !== nodeHash) {
        return failed({ code: "conflict", logId, seqNum: nodeSeqNum });
      }
      if (atHead) {
        const taken = await this.#takeOver(logId, festival, past.head);
        if (taken !== null) return failed(taken);
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
        return failed({ code: "conflict", logId, seqNum: nodeSeqNum });
      }
    }
    return { ok: true, value: { nodeSeqNum, wanted: answer.value.wanted ?? [] } };
  }

  /** Gives the node the payloads of entries that it holds without them, as far as they are here. */
  async #supply(logId: number, { nodeSeqNum, wanted }: Compared): Promise<SignerError | null> {
    const records: (JournalRecord & { readonly payload: Uint8Array })[] = [];
    for (const seqNum of wanted.slice(0, MAX_ENTRIES)) {
      const record = seqNum <= nodeSeqNum ? await this.#journal.at(logId, seqNum) : null;
      if (record !== null && record.payload !== null) {
        records.push({ ...record, payload: record.payload });
      }
    }
    for (let batch = records.splice(0, MAX_SUPPLIED); batch.length > 0;) {
      const answer = await this.#client.publish(batch);
      if (!answer.ok) return refusal(answer.failure);
      batch = records.splice(0, MAX_SUPPLIED);
    }
    return null;
  }

  /**
   * A delete that takes back another makes nodes want what they dropped for that one. What goes wrong
   * here is made good at the next {@link Signer.resend}.
   */
  async #supplyAfter(
    logId: number,
    festival: Uint8Array | null,
    payloads: readonly Uint8Array[],
  ): Promise<void> {
    if (!payloads.some(isDelete)) return;
    const ready = await this.#compare(logId, festival);
    if (ready.ok) await this.#supply(logId, ready.value);
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
    if (seqNum === 0) return failed({ code: "unknown-head", ...place, head: null });
    const log = { author: this.publicKey, logId, festival };
    const page = await entriesOf(log, seqNum, 1, this.#client);
    if (!page.ok) return page;
    const [one] = page.value;
    if (one === undefined) return failed({ code: "unknown-head", ...place, head: null });
    const payload = one.payload === null ? null : fromHex(one.payload);
    const head = { seqNum: one.seqNum, hash: one.hash, payload };
    return failed({ code: "unknown-head", ...place, head });
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
    const checked = await checkedEntry({ entry, payload }, this.#primitives);
    if (!checked.ok) throw new Error(`the key does not sign: ${checked.refusal.code}`);
    return { logId, seqNum, hash: checked.checked.hash, entry, payload, festival };
  }

  async #held(logId: number, seqNum: number): Promise<JournalRecord> {
    const record = await this.#journal.at(logId, seqNum);
    if (record === null) throw new Error(`the journal lacks entry ${seqNum} of log ${logId}`);
    return record;
  }

  /** Sends the journal's entries of a log from a seqnum on; one result an entry. */
  async #sendFrom(logId: number, from: number): Promise<Sent[]> {
    const results: Sent[] = [];
    let batch: JournalRecord[] = [];
    let size = 0;
    const flush = async () => {
      const away = results.at(-1);
      // A node that did not answer is not asked again for every hundred entries.
      if (away?.status === "kept") results.push(...batch.map((one) => kept(one, away.failure)));
      else if (batch.length > 0) results.push(...await this.#send(batch));
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
    if (results.every(({ status }) => status === "sent")) {
      await this.#options.onSent?.(logId, from - 1 + results.length);
    }
    return results;
  }

  async #send(records: readonly JournalRecord[]): Promise<Sent[]> {
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

  /** Takes over the log up to `confirmed`; null where that went well. */
  async #takeOver(
    logId: number,
    festival: Uint8Array | null,
    confirmed: LogHead,
  ): Promise<SignerError | null> {
    const log = { author: this.publicKey, logId, festival };
    const last = await this.#journal.last(logId);
    const taken = await logUpTo(confirmed, log, last, this.#client, this.#primitives);
    if (!taken.ok) return taken.error;
    for (const record of taken.value) await this.#journal.append(record);
    return null;
  }
}

function isDelete(payload: Uint8Array): boolean {
  const decoded = decodeCbor(payload);
  if (!decoded.ok || typeof decoded.value !== "object" || decoded.value === null) return false;
  return "action" in decoded.value && decoded.value.action === "delete";
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
