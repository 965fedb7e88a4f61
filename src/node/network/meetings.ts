/** Whom this node has met: one session a peer, so many at once, and none with whom it is cut off. */
import type { Clock, Report } from "../ports.ts";
import type { Hex } from "../queries/mod.ts";
import type { Session, SessionEnd, TurnedAway } from "../sync/mod.ts";
import { Offenders } from "./offenders.ts";
import { olderStays } from "./rivals.ts";
import type { Met } from "./status.ts";

export interface MeetingsParts {
  /** Of this node. */
  readonly key: Hex;
  readonly clock: Clock;
  readonly report: Report;
  /** Whether a peer is at a configured address. */
  readonly isConfigured: (peer: Hex) => boolean;
}

/**
 * With more sessions than these, set-ups included, those that dial in are turned away; but the
 * youngest that shares nothing with us gives way to whoever proves another key.
 */
export const MOST_SESSIONS = 64;
/** So long a peer may take to say what it follows. */
const GRACE_MS = 5_000;

export class Meetings {
  /** By node key. */
  readonly #met = new Map<Hex, Met>();
  readonly #offenders = new Offenders();

  constructor(private readonly parts: MeetingsParts) {}

  get all(): ReadonlyMap<Hex, Met> {
    return this.#met;
  }

  with(peer: Hex | null): Met | undefined {
    return peer === null ? undefined : this.#met.get(peer);
  }

  /** Milliseconds for which a peer is cut off. */
  cutOff(peer: Hex | null): number {
    return this.#offenders.cutOff(peer, this.parts.clock.now());
  }

  /** Admits a peer whose key is proved, or says why not. `sessions`: how many run. */
  admit(met: Met, sessions: number): TurnedAway | null {
    const { clock, key, report, isConfigured } = this.parts;
    if (this.cutOff(met.key) > 0) return "cut-off";
    const other = this.#met.get(met.key);
    if (other !== undefined) {
      const age = clock.now() - other.since;
      if (olderStays(key, met.key, { role: other.role, age }, met)) return "second";
      other.session.end("second");
    } else if (this.#met.size >= MOST_SESSIONS && !isConfigured(met.key)) {
      const youngest = this.idle(sessions).at(-1);
      if (youngest === undefined) return "busy";
      youngest.session.end("bye");
    }
    this.#met.set(met.key, met);
    report.info("peer.connected", { peer: met.key, transport: met.channel.transport });
    return null;
  }

  /** Who dialled in and shares nothing with us: keys cost nothing. The youngest is the last. */
  idle(sessions: number): Met[] {
    if (sessions < MOST_SESSIONS) return [];
    const latest = this.parts.clock.now() - GRACE_MS;
    return [...this.#met.values()].filter(({ key, role, since, session }) =>
      role === "answerer" && since <= latest && session.progress().length === 0 &&
      !this.parts.isConfigured(key)
    );
  }

  /** Notes what a session's end says about the peer; whether it is gone with it. */
  end(peer: Hex, session: Session, end: SessionEnd): boolean {
    const { report, clock } = this.parts;
    if (end.offence) {
      this.#offenders.add(peer, clock.now());
      report.warn("peer.offence", { peer, code: end.code });
    }
    if (this.#met.get(peer)?.session !== session) return false;
    this.#met.delete(peer);
    report.info("peer.gone", { peer, code: end.code, said: end.said ?? null });
    return true;
  }
}
