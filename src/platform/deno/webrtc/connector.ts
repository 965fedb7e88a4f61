import type { RTCIceServer } from "werift";
import {
  exchangeOffer,
  networkOf,
  readDescription,
  type Scope,
  scopeOf,
} from "../../../node/channel/mod.ts";
import {
  type Channel,
  type Clock,
  ConnectError,
  type Connector,
  type Report,
} from "../../../node/mod.ts";
import type { SetUp } from "./set_up.ts";

export interface ConnectorParts {
  readonly clock: Clock;
  readonly report: Report;
  /** STUN and TURN servers to ask; none unless the operator names some. */
  readonly iceServers?: readonly RTCIceServer[];
  readonly fetch?: typeof globalThis.fetch;
  readonly pingEveryMs?: number;
}

/** werift gathers, checks and shakes hands on this thread: more at once only make all slower. */
const MAX_SET_UPS = 5;
/** One place is kept for dialling, whoever knocks. */
const MAX_ANSWERS = MAX_SET_UPS - 1;
const MAX_SET_UP_MS = 15_000;
/** Whoever is not heard so long after the answer is not there, or never was. */
const MAX_SILENT_MS = 4_000;
/** Of the answers, how many an address has that is not this machine's own. */
const MAX_ANSWERS_AN_ADDRESS = 2;

/**
 * werift takes 150–330 ms of this thread and 34 MB: who connects to nobody does not pay them, and a
 * node shows its first page before it does.
 */
const load = () => import("./set_up.ts");

/** Makes channels over WebRTC with werift, signalled over HTTP. */
export function createConnector(parts: ConnectorParts): Connector {
  const { clock, report, iceServers = [], pingEveryMs } = parts;
  const { fetch = globalThis.fetch } = parts;
  const running = { dials: new Set<SetUp>(), answers: new Set<SetUp>() };
  const answersFrom = new Tally();
  let closed = false;
  let loading: ReturnType<typeof load> | null = null;

  /** Begins a set-up, which counts until it has opened or is gone. */
  async function begin(kind: "dials" | "answers", scope: Scope): Promise<SetUp> {
    const { SetUp } = await (loading ??= load());
    const { dials, answers } = running;
    const full = dials.size + answers.size >= MAX_SET_UPS ||
      (kind === "answers" && answers.size >= MAX_ANSWERS);
    if (closed || full) throw new ConnectError("busy");
    const setUp = new SetUp({
      clock,
      report,
      iceServers,
      scope,
      ...(pingEveryMs === undefined ? {} : { pingEveryMs }),
    });
    running[kind].add(setUp);
    const cancel = clock.after(MAX_SET_UP_MS, () => void setUp.fail(new Error("took too long")));
    const over = () => {
      cancel();
      running[kind].delete(setUp);
    };
    setUp.channel.then(over, over);
    return setUp;
  }

  /** Runs the steps of a set-up; what fails is torn down before it is told. */
  async function steps<T>(setUp: SetUp, task: () => Promise<T>): Promise<T> {
    try {
      // A set-up that is given up ends its steps, whatever they wait for, with its own reason.
      return await Promise.race([task(), setUp.channel.then(() => new Promise<T>(() => {}))]);
    } catch (error) {
      await setUp.fail(error);
      throw error instanceof ConnectError ? error : new ConnectError("not-connected", error);
    }
  }

  return {
    async dial(given, signal) {
      signal.throwIfAborted();
      const address = URL.parse(given);
      if (address === null || !/^https?:$/.test(address.protocol)) {
        throw new ConnectError("unreachable", new Error("no address of a node"));
      }
      const setUp = await begin("dials", scopeOf(address.hostname));
      const abort = () => void setUp.fail(signal.reason);
      signal.addEventListener("abort", abort);
      if (signal.aborted) abort();
      try {
        return await steps(setUp, async (): Promise<Channel> => {
          const offer = await setUp.offer();
          const answer = await exchangeOffer(address, offer, {
            request: fetch,
            clock,
            signal: setUp.gone,
          });
          await setUp.accept(answer);
          return await setUp.channel;
        });
      } catch (error) {
        signal.throwIfAborted();
        throw error;
      } finally {
        signal.removeEventListener("abort", abort);
      }
    },
    async answer(offer, { from }) {
      // Before any work, and before it takes a place.
      if (readDescription("offer", offer) === null) throw new ConnectError("bad-signal");
      const scope = from === null ? "public" : scopeOf(from);
      // Before the first wait: many may come at once.
      const share = from === null || scope === "loopback" ? null : networkOf(from);
      if (share !== null && answersFrom.of(share) >= MAX_ANSWERS_AN_ADDRESS) {
        throw new ConnectError("busy");
      }
      answersFrom.add(share, 1);
      const begun = begin("answers", scope);
      begun.then(({ channel }) => channel).catch(() => {}).then(() => answersFrom.add(share, -1));
      const setUp = await begun;
      const answer = await steps(setUp, () => setUp.answer(offer));
      const cancel = clock.after(MAX_SILENT_MS, () => {
        if (!setUp.heard) void setUp.fail(new Error("was never heard"));
      });
      setUp.channel.then(cancel, cancel);
      return { answer, channel: setUp.channel };
    },
    async close() {
      closed = true;
      const all = [...running.dials, ...running.answers];
      await Promise.all(all.map((setUp) => setUp.fail(new Error("the connector was closed"))));
    },
  };
}

/** How many there are of each. */
class Tally {
  readonly #counts = new Map<string, number>();

  of(name: string): number {
    return this.#counts.get(name) ?? 0;
  }

  add(name: string | null, change: 1 | -1): void {
    if (name === null) return;
    const count = this.of(name) + change;
    if (count > 0) this.#counts.set(name, count);
    else this.#counts.delete(name);
  }
}
