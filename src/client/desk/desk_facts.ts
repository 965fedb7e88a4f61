/** What policies read beyond a resource's own line: fetched once a run, and only where it is needed. */
import { toHex } from "../../core/messages/mod.ts";
import type { Asked, Needs, PolicyContext } from "../../core/policies/mod.ts";
import type { ClientPrimitives } from "../checked_entry.ts";
import type { Hex, ResourceAnswer, VoteAnswer } from "../documents.ts";
import { type Failure, isPassing, type NodeClient } from "../node_client.ts";
import { verifiedCreate } from "../verified_create.ts";

type Held = PolicyContext["held"][number];
export type Facts = Pick<PolicyContext, "held" | "holds" | "votes">;

/** A request for a resource of some owner. */
interface Asking {
  readonly id: Hex;
  readonly author: Hex;
  readonly resource: ResourceAnswer;
}

/** Votes that were checked, by their hashes: kept between runs, since an entry never changes. */
export type CheckedVotes = Map<Hex, boolean>;
/** More than these are checked anew. */
const MOST_VOTES = 10_000;

export class DeskFacts {
  /** By festival, owner and who asked; then by request. */
  readonly #held = new Map<string, Map<Hex, Held>>();
  /** What was confirmed and may not be on the node yet, in the same way. */
  readonly #confirmed = new Map<string, Map<Hex, Held>>();
  /** Who holds something of a resource. */
  readonly #holders = new Map<Hex, ReadonlySet<Hex>>();

  constructor(
    private readonly client: NodeClient,
    private readonly primitives: ClientPrimitives,
    private readonly checkedVotes: CheckedVotes,
  ) {}

  /** Says that a request was confirmed just now, or before and is not on the node yet. */
  confirmed(request: Asked, { id, festival, author: owner }: ResourceAnswer): void {
    const name = heldBy(festival, owner, request.author);
    const held = { ...request, resource: id };
    const known = this.#confirmed.get(name) ?? new Map<Hex, Held>();
    this.#confirmed.set(name, known.set(request.id, held));
    this.#held.get(name)?.set(request.id, held);
  }

  async of(asking: Asking, needs: Needs): Promise<Facts | Failure> {
    const held = needs.held ? await this.#heldBy(asking) : NOTHING;
    if (!(held instanceof Map)) return held;
    const holders = new Map<Hex, ReadonlySet<Hex>>();
    for (const resource of needs.tokens ?? []) {
      const found = await this.#holdersOf(resource);
      if (!(found instanceof Set)) return found as Failure;
      holders.set(resource, found);
    }
    const votes = needs.votes ? await this.#votesOn(asking) : [];
    if (!isList(votes)) return votes;
    return {
      held: [...held.values()],
      holds: (resource, author = asking.author) => holders.get(resource)?.has(author) ?? false,
      votes,
    };
  }

  async #heldBy({ author, resource }: Asking): Promise<Map<Hex, Held> | Failure> {
    const { festival, author: owner } = resource;
    const name = heldBy(festival, owner, author);
    const known = this.#held.get(name);
    if (known !== undefined) return known;
    const standing = await this.client.requests(festival, { author, owner, status: "confirmed" });
    if (!standing.ok) return standing.failure;
    const held = new Map<Hex, Held>(standing.value.map((one) => [one.id, one]));
    for (const [id, one] of this.#confirmed.get(name) ?? []) held.set(id, one);
    this.#held.set(name, held);
    return held;
  }

  /** Nobody holds what cannot be found. */
  async #holdersOf(id: Hex): Promise<ReadonlySet<Hex> | Failure> {
    const known = this.#holders.get(id);
    if (known !== undefined) return known;
    const resource = await this.client.resource(id);
    if (!resource.ok && isPassing(resource.failure)) return resource.failure;
    const holders = new Set<Hex>();
    if (resource.ok) {
      const { festival } = resource.value;
      const standing = await this.client.requests(festival, { resource: id, status: "confirmed" });
      if (!standing.ok) return standing.failure;
      for (const { author } of standing.value) holders.add(author);
    }
    this.#holders.set(id, holders);
    return holders;
  }

  /** Votes as their authors signed them; others are left out. */
  async #votesOn({ id }: Asking): Promise<Facts["votes"] | Failure> {
    const votes = await this.client.votes(id);
    if (!votes.ok) return isPassing(votes.failure) ? votes.failure : [];
    const counted: VoteAnswer[] = [];
    for (const vote of votes.value) if (await this.#isCast(vote)) counted.push(vote);
    return counted;
  }

  async #isCast(vote: VoteAnswer): Promise<boolean> {
    const known = this.checkedVotes.get(vote.hash);
    if (known !== undefined) return known;
    const named = { ...vote, schema: "vote" } as const;
    const cast = await verifiedCreate(named, this.client, this.primitives);
    // Perhaps only the node is away.
    if (!cast.ok) return false;
    const { author, values } = cast;
    const isSo = toHex(author) === vote.author && values["verdict"] === vote.verdict &&
      toHex(values["request"] as Uint8Array) === vote.request;
    if (this.checkedVotes.size >= MOST_VOTES) this.checkedVotes.clear();
    this.checkedVotes.set(vote.hash, isSo);
    return isSo;
  }
}

const NOTHING: Map<Hex, Held> = new Map();

function heldBy(festival: Hex, owner: Hex, author: Hex): string {
  return `${festival}/${owner}/${author}`;
}

function isList(value: Facts["votes"] | Failure): value is Facts["votes"] {
  return Array.isArray(value);
}
