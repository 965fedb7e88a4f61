/**
 * The agents that run in a node as long as it does: its own, which can be anybody's deputy, and one
 * for each collective whose key the node keeps.
 */
import {
  type ClientPrimitives,
  type Failure,
  type Hex,
  keyOfSeed,
  type NodeClient,
  Signer,
} from "../client/mod.ts";
import { encodeMessage, fromHex, toHex } from "../core/messages/mod.ts";
import { type Agent, type AgentNews, startAgent } from "./agent.ts";
import { type CollectiveNews, type ListedJournal, signsForMembers } from "./collective.ts";
import type { Timer } from "./timer.ts";
import type { Wakeups } from "./wakeups.ts";

/** Where a node reports what happens. */
export interface AgentReport {
  info(event: string, facts?: Readonly<Record<string, string | number>>): void;
  warn(event: string, facts?: Readonly<Record<string, string | number>>): void;
  error(event: string, error: unknown): void;
}

/** A key that a node keeps, with the journal of what it signed. */
export interface KeptKey {
  readonly seed: Uint8Array;
  readonly journal: ListedJournal & { close(): void };
}

/** Where the keys of collectives are. */
export interface KeyKeeper {
  open(): readonly KeptKey[];
  /** Keeps a new key, durably, before it signs anything. */
  keep(seed: Uint8Array): KeptKey;
}

/** What a collective says of itself when it is made. */
export interface CollectiveProfile {
  readonly name: string;
  /** Public keys, at most 64. */
  readonly members: readonly Hex[];
}

export type MadeCollective =
  | { readonly ok: true; readonly key: Hex }
  | { readonly ok: false; readonly code: string; readonly message: string };

/** The collectives whose keys a node keeps. */
export interface Collectives {
  /** Public keys, in no order. */
  keys(): readonly Hex[];
  make(profile: CollectiveProfile): Promise<MadeCollective>;
  /** Says its profile anew; false for a key that is not kept here. */
  change(key: Hex, profile: Partial<CollectiveProfile>): Promise<MadeCollective | null>;
}

export interface NodeAgentsParts {
  /** To the node itself. */
  readonly client: NodeClient;
  readonly wakeups: Wakeups;
  /** Unlisted festivals that the node follows. */
  readonly festivals: () => Promise<readonly Hex[]>;
  /** The key of the node's own agent. */
  readonly own: KeptKey;
  readonly keeper: KeyKeeper;
  /** Unpredictable bytes. */
  readonly randomBytes: (length: number) => Uint8Array;
  readonly timer: Timer;
  readonly primitives: ClientPrimitives;
  readonly report: AgentReport;
}

export interface NodeAgents {
  readonly collectives: Collectives;
  stop(): Promise<void>;
}

interface Running {
  readonly agent: Agent;
  readonly key: KeptKey;
  readonly signer: Signer;
}

/** What one node keeps: each costs a look at its desk whenever something happens. */
const MOST_COLLECTIVES = 100;
const SEED_BYTES = 32;

export function startNodeAgents(parts: NodeAgentsParts): NodeAgents {
  const { client, primitives, report, timer } = parts;
  const collectives = new Map<Hex, Running>();
  const own = start(parts.own, false);
  for (const key of parts.keeper.open()) keep(key);

  function start(key: KeptKey, isCollective: boolean): Running {
    const { journal, seed } = key;
    const signer = new Signer({ key: keyOfSeed(seed), journal, client, primitives });
    const tellOfMembers = (news: CollectiveNews) => tellOf(news, report);
    const agent = startAgent({
      client,
      signer,
      wakeups: parts.wakeups,
      festivals: parts.festivals,
      timer,
      primitives,
      tell: (news) => tell(news, report),
      onError: (error) => report.error("agent.failed", error),
      duties: isCollective
        ? [signsForMembers({ client, signer, journal, timer, primitives, tell: tellOfMembers })]
        : [],
    });
    return { agent, key, signer };
  }

  function keep(key: KeptKey): Running {
    const running = start(key, true);
    collectives.set(toHex(running.signer.publicKey), running);
    return running;
  }

  /** Signs a profile that says all of it. */
  async function sign(
    { signer }: Running,
    profile: { readonly name: string } & Readonly<Record<string, unknown>>,
  ): Promise<MadeCollective> {
    const members = profile["members"] as readonly Hex[];
    const payload = encodeMessage({
      action: "create",
      schema: "user",
      version: 1,
      at: timer.now(),
      fields: {
        ...Object.fromEntries(Object.entries(profile).filter(([, value]) => value !== null)),
        members: members.map((key) => fromHex(key)!),
      },
    });
    const [signed] = await signer.publish([{ festival: null, payload }]);
    const key = toHex(signer.publicKey);
    if (signed!.status === "sent" && signed!.ignored === null) return { ok: true, key };
    if (signed!.status === "sent") {
      return { ok: false, code: String(signed!.ignored), message: signed!.message };
    }
    const failure: Failure | null = signed!.status === "unsigned"
      ? signed!.error.code === "refused" ? signed!.error.failure : null
      : signed!.failure;
    const code = failure?.code ?? "not-signed";
    return { ok: false, code, message: failure?.message ?? "The profile could not be signed." };
  }

  return {
    collectives: {
      keys: () => [...collectives.keys()],
      async make({ name, members }) {
        if (collectives.size >= MOST_COLLECTIVES) {
          const message = `A node keeps at most ${MOST_COLLECTIVES} collectives.`;
          return { ok: false, code: "too-many", message };
        }
        const running = keep(parts.keeper.keep(parts.randomBytes(SEED_BYTES)));
        return await sign(running, { name, members });
      },
      async change(key, profile) {
        const running = collectives.get(key);
        if (running === undefined) return null;
        const user = await client.user(key);
        const { name, about, contact, links, members } = user.ok ? user.value : NOTHING_SAID;
        return await sign(running, {
          about,
          contact,
          links,
          name: profile.name ?? name ?? "",
          members: profile.members ?? members ?? [],
        });
      },
    },
    async stop() {
      const all = [own, ...collectives.values()];
      await Promise.all(all.map(({ agent }) => agent.stop()));
      for (const { key } of all) key.journal.close();
    },
  };
}

const NOTHING_SAID = { name: null, about: null, contact: null, links: null, members: null };

function tellOf(news: CollectiveNews, report: AgentReport): void {
  switch (news.kind) {
    case "accepted":
      return report.info("collective.signed", { proposal: news.proposal, member: news.member });
    case "left":
      return report.info("collective.left", { proposal: news.proposal, why: news.why });
  }
}

function tell(news: AgentNews, report: AgentReport): void {
  switch (news.kind) {
    case "answered": {
      const { request, verdict } = news.answer;
      return report.info("agent.answered", { request: request.id, verdict });
    }
    case "resent":
      return report.info("agent.resent");
    case "barred": {
      const { code } = news.error;
      return report.warn("agent.barred", { festival: news.festival ?? "profile", code });
    }
    case "failed":
      return report.warn("agent.failed", { code: news.failure.code });
  }
}
