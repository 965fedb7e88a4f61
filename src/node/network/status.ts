/** How a peer stands, for pages and programs. */
import type { Channel } from "../ports.ts";
import type { Hex } from "../queries/mod.ts";
import type { Role, Session, SyncProgress } from "../sync/mod.ts";

export type PeerState = "connected" | "connecting" | "waiting" | "self";

export interface PeerStatus {
  /** The peer's node key; null while it was never met. */
  readonly id: Hex | null;
  /** Where it is dialled; null for a peer that dialled us. */
  readonly address: string | null;
  readonly state: PeerState;
  readonly transport: Channel["transport"] | null;
  readonly progress: readonly SyncProgress[];
  /** Shares nothing that is still to come, either way. */
  readonly inSync: boolean;
  /** Unix milliseconds of the last contact, and of the next try. */
  readonly lastContact: number | null;
  readonly nextTry: number | null;
  /** Why the last try came to nothing, or the last session ended; null while all is well. */
  readonly trouble: string | null;
}

/** A configured address. */
export interface Target {
  readonly address: string;
  key: Hex | null;
  lastContact: number | null;
  failures: number;
  /** `idle`: there is a session with whoever is there, or was none yet. */
  state: "idle" | "connecting" | "waiting" | "self";
  nextTry: number | null;
  trouble: string | null;
  cancelRetry: (() => void) | null;
  readonly abort: AbortController;
}

/** A peer whose key is proved. */
export interface Met {
  readonly key: Hex;
  readonly channel: Channel;
  readonly session: Session;
  readonly role: Role;
  readonly since: number;
}

/** Configured addresses first, then peers that dialled us. */
export function statusesOf(
  targets: readonly Target[],
  allMet: ReadonlyMap<Hex, Met>,
  now: number,
): PeerStatus[] {
  const shown = new Set<Hex>();
  const statuses = targets.map((target): PeerStatus => {
    const { key, address, state, lastContact, nextTry, trouble } = target;
    const met = key === null ? undefined : allMet.get(key);
    if (met !== undefined) {
      shown.add(met.key);
      return statusOf(met, address, now);
    }
    return {
      id: key,
      address,
      state: state === "idle" ? "waiting" : state,
      transport: null,
      progress: [],
      inSync: false,
      lastContact,
      nextTry,
      trouble,
    };
  });
  const others = [...allMet.values()].filter(({ key }) => !shown.has(key));
  return [...statuses, ...others.map((met) => statusOf(met, null, now))];
}

function statusOf({ key, channel, session }: Met, address: string | null, now: number): PeerStatus {
  const progress = session.progress();
  return {
    id: key,
    address,
    state: "connected",
    transport: channel.transport,
    progress,
    inSync: progress.every(({ inSync }) => inSync),
    lastContact: now,
    nextTry: null,
    trouble: null,
  };
}
