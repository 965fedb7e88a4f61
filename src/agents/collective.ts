/**
 * What the agent of a collective does besides answering: it signs what a member proposes, at once.
 *
 * Nothing else makes it sign. A proposal counts by its own entry (signature, payload and id are
 * checked), its author by the members in the collective's present profile, and what it proposes by what
 * acceptance allows: changes of what is the collective's own, and new documents in its name. Each is
 * signed once: the journal, which is written before anything is sent, says which were.
 */
import {
  type ClientPrimitives,
  type Hex,
  type Journal,
  type NodeClient,
  type ProposalAnswer,
  type Signer,
} from "../client/mod.ts";
import { acceptanceOf, type AcceptOutcome } from "../client/accepting/mod.ts";
import { encodeMessage, logIdOf, proposalIn, toHex } from "../core/messages/mod.ts";
import type { Duty, Looking } from "./agent.ts";
import { Allowance } from "./allowance.ts";
import type { Timer } from "./timer.ts";

/** A journal that knows which logs it holds: by festivals, null for log 0. */
export type ListedJournal = Journal & { places(): Promise<readonly (Uint8Array | null)[]> };

export interface CollectiveParts {
  readonly client: NodeClient;
  readonly signer: Signer;
  readonly journal: ListedJournal;
  readonly timer: Timer;
  readonly primitives: ClientPrimitives;
  readonly tell: (news: CollectiveNews) => void;
}

export type CollectiveNews =
  | { readonly kind: "accepted"; readonly proposal: Hex; readonly member: Hex }
  | {
    readonly kind: "left";
    readonly proposal: Hex;
    readonly why: Exclude<(AcceptOutcome & { readonly ok: false })["why"], "failed">;
  };

/**
 * What one member may have signed at once, and in every minute after, counted in messages: a proposal
 * that moves an event with many requests takes as much as it signs.
 */
export const MEMBER_SHARE = 60;
/** What all of them may together. */
export const SHARE_OF_ALL = 300;
/** What cannot be signed may become possible, when what it is about arrives. */
const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 3_600_000;
const MAX_FESTIVALS = 50;

export function signsForMembers(parts: CollectiveParts): Duty {
  return new Signing(parts);
}

class Signing implements Duty {
  /** Proposals that something in the journal names; null until it was read. */
  #signed: Set<Hex> | null = null;
  /** When to try again what could not be signed. */
  #left = new Map<Hex, { readonly at: number; readonly waitMs: number }>();
  readonly #ofMember: Allowance;
  readonly #ofAll: Allowance;

  constructor(private readonly parts: CollectiveParts) {
    this.#ofMember = new Allowance(parts.timer, MEMBER_SHARE);
    this.#ofAll = new Allowance(parts.timer, SHARE_OF_ALL);
  }

  async look(looking: Looking): Promise<number | null> {
    const { timer } = this.parts;
    this.#signed ??= await this.#signedBefore();
    let members = await this.#members();
    const open = await this.#open(looking.festivals, members);
    if (open === null) return timer.now() + FIRST_WAIT_MS;
    this.#forget(open);
    let due: number | null = null;
    const later = (at: number) => due = due === null ? at : Math.min(due, at);
    for (const shown of open) {
      if (looking.isStopped()) break;
      if (this.#signed.has(shown.id) || looking.isBarred(shown.festival)) continue;
      // As a proposal before this one may have left them.
      if (!members.has(shown.author)) continue;
      const left = this.#left.get(shown.id);
      if (left !== undefined && left.at > timer.now()) {
        later(left.at);
        continue;
      }
      const waitMs = Math.max(this.#ofMember.wait(shown.author), this.#ofAll.wait(""));
      if (waitMs > 0) {
        later(timer.now() + waitMs);
        continue;
      }
      const accepted = await this.#accept(shown, members);
      const count = accepted.ok ? accepted.messages.length : 1;
      this.#ofMember.take(shown.author, count);
      this.#ofAll.take("", count);
      if (!accepted.ok) {
        later(this.#leave(shown.id, accepted));
        if (accepted.why === "failed") break;
        continue;
      }
      if (!await this.#sign(shown, accepted, looking)) break;
      // Who is a member may be what it changed.
      if (accepted.messages[0]?.schema === "user") members = await this.#members();
    }
    return due;
  }

  /**
   * Those of members, in the order in which they came; null where the node cannot say. Their number
   * is anybody's, and so is their size: those of others are passed over as they are read.
   */
  async #open(
    festivals: readonly Hex[],
    members: ReadonlySet<Hex>,
  ): Promise<readonly ProposalAnswer[] | null> {
    const key = toHex(this.parts.signer.publicKey);
    const found = new Map<Hex, ProposalAnswer>();
    for (let from = 0; from === 0 || from < festivals.length; from += MAX_FESTIVALS) {
      const some = festivals.slice(from, from + MAX_FESTIVALS);
      const page = await this.parts.client.proposals(
        key,
        { status: "open", festival: some },
        ({ author }) => members.has(author),
      );
      if (!page.ok) return null;
      for (const proposal of page.value) found.set(proposal.id, proposal);
    }
    return [...found.values()].sort((a, b) => a.receivedAt - b.receivedAt);
  }

  /** Of the present profile. */
  async #members(): Promise<ReadonlySet<Hex>> {
    const user = await this.parts.client.user(toHex(this.parts.signer.publicKey));
    return new Set(user.ok ? user.value.members ?? [] : []);
  }

  #accept(shown: ProposalAnswer, members: ReadonlySet<Hex>): Promise<AcceptOutcome> {
    const { client, signer, timer, primitives } = this.parts;
    return acceptanceOf(shown, {
      client,
      key: signer.publicKey,
      at: timer.now(),
      mayPropose: ({ author }) => members.has(toHex(author)),
      primitives,
    });
  }

  /** False where nothing more can be signed now. */
  async #sign(
    shown: ProposalAnswer,
    { messages, proposal }: AcceptOutcome & { readonly ok: true },
    looking: Looking,
  ): Promise<boolean> {
    const results = await this.parts.signer.publish(
      messages.map((draft) => ({
        festival: draft.festival ?? null,
        payload: encodeMessage(draft),
      })),
    );
    if (results[0]?.status !== "unsigned") this.#signed!.add(shown.id);
    let goesOn = true;
    for (const [i, signed] of results.entries()) {
      const { festival = null } = messages[i]!;
      goesOn = looking.took(festival && toHex(festival), signed) && goesOn;
    }
    if (results[0]?.status !== "unsigned") {
      this.parts.tell({ kind: "accepted", proposal: shown.id, member: toHex(proposal.author) });
    }
    return goesOn;
  }

  #leave(id: Hex, outcome: AcceptOutcome & { readonly ok: false }): number {
    const before = this.#left.get(id);
    const waitMs = Math.min(2 * (before?.waitMs ?? FIRST_WAIT_MS / 2), LONGEST_WAIT_MS);
    const at = this.parts.timer.now() + waitMs;
    if (outcome.why === "failed") return at;
    this.#left.set(id, { at, waitMs });
    if (before === undefined) this.parts.tell({ kind: "left", proposal: id, why: outcome.why });
    return at;
  }

  /** What is open no longer is not tried again. */
  #forget(open: readonly ProposalAnswer[]): void {
    const ids = new Set(open.map(({ id }) => id));
    this.#left = new Map([...this.#left].filter(([id]) => ids.has(id)));
  }

  async #signedBefore(): Promise<Set<Hex>> {
    const signed = new Set<Hex>();
    for (const festival of await this.parts.journal.places()) {
      const logId = festival === null ? 0 : logIdOf(festival);
      for await (const { payload } of this.parts.journal.from(logId, 1)) {
        const proposal = payload === null ? null : proposalIn(payload);
        if (proposal !== null) signed.add(toHex(proposal));
      }
    }
    return signed;
  }
}
