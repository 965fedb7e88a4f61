/** Real nodes on databases in memory, and sessions between them on channels in memory. */
import assert from "node:assert/strict";
import { publicKeyOf } from "../../../src/core/crypto/mod.ts";
import { memoryPipes, openChannel } from "../../../src/node/channel/mod.ts";
import {
  type AppendResult,
  type Channel,
  type ChannelBinding,
  createVerifier,
  openSqlStore,
  type SqlDriver,
  type StartedNode,
  startNode,
  type Store,
} from "../../../src/node/mod.ts";
import {
  decodeFrame,
  encodeFrame,
  type Frame,
  type FrameOf,
} from "../../../src/node/sync/frames.ts";
import {
  beginHandshake,
  type HandshakeParts,
  type Role,
  stepHandshake,
} from "../../../src/node/sync/handshake.ts";
import { type Session, startSession } from "../../../src/node/sync/mod.ts";
import { PartJoiner, partsOf } from "../../../src/node/sync/parts.ts";
import { tokensOf } from "../../../src/node/sync/tokens.ts";
import { native, openSqlDriver, pause } from "../../../src/platform/deno/mod.ts";
import type { Written } from "../../oracle/scribe.ts";
import { MemoryReport } from "../ports/memory_report.ts";
import { SeededEntropy } from "../ports/seeded_entropy.ts";
import { VirtualClock } from "../ports/virtual_clock.ts";

/** Waits for a fact, not for a time: everything under way here is done within some turns. */
export async function until(fact: () => boolean | Promise<boolean>, what = "it"): Promise<void> {
  for (let turn = 0; turn < 5_000; turn++) {
    if (await fact()) return;
    await pause();
  }
  assert.fail(`${what} did not come about`);
}

/** Until all that is under way has had its time. */
export async function quiet(turns = 30): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await pause();
}

export interface TestNode extends StartedNode {
  readonly store: Store;
  readonly clock: VirtualClock;
  readonly report: MemoryReport;
  readonly entropy: SeededEntropy;
  /** What came of what peers sent. */
  onStore: (results: readonly AppendResult[]) => void;
}

let nodes = 0;

export async function testNode(
  festivals: readonly Uint8Array[],
  clock = new VirtualClock(),
  driver: SqlDriver = openSqlDriver(":memory:"),
): Promise<TestNode> {
  const store = await openSqlStore({ driver, primitives: native });
  const entropy = new SeededEntropy(++nodes);
  const report = new MemoryReport();
  const verifier = createVerifier(native);
  const node = await startNode({ store, verifier, clock, entropy, report, followCreated: false });
  for (const festival of festivals) assert(await node.follow(festival));
  const made: TestNode = {
    ...node,
    host: {
      ...node.host,
      async store(items) {
        const results = await node.host.store(items);
        made.onStore(results);
        return results;
      },
    },
    store,
    clock,
    report,
    entropy,
    onStore: () => {},
  };
  return made;
}

export async function publish(node: StartedNode, ...written: readonly Written[]): Promise<void> {
  const results = await node.publish(written.map(({ entry, payload }) => ({ entry, payload })));
  assert.deepEqual(results.map(({ status }) => status), written.map(() => "accepted"));
}

export async function holds(node: StartedNode, ...written: readonly Written[]): Promise<boolean> {
  for (const { hash } of written) if (await node.entry(hash) === null) return false;
  return true;
}

export const BOUND: readonly [ChannelBinding, ChannelBinding] = [
  { local: new Uint8Array(32).fill(1), remote: new Uint8Array(32).fill(2) },
  { local: new Uint8Array(32).fill(2), remote: new Uint8Array(32).fill(1) },
];

export interface Pair {
  readonly channels: readonly [Channel, Channel];
  cut(): void;
  freeze(): void;
  /** What both sides sent so far. */
  sent(): { readonly bytes: number; readonly frames: number };
}

export function channelPair(
  clock: VirtualClock,
  bindings: readonly [ChannelBinding, ChannelBinding] | null = BOUND,
  delayMs = 0,
): Pair {
  const delay = { ms: delayMs, clock };
  const pipes = memoryPipes({
    ...(bindings === null ? {} : { bindings }),
    ...(delayMs === 0 ? {} : { delay }),
  });
  const sent = { bytes: 0, frames: 0 };
  const counted = (channel: Channel): Channel => {
    const send = channel.send.bind(channel);
    channel.send = (part, lane) => {
      sent.bytes += part.length;
      // The last part of a frame.
      if ((part[0]! & 1) === 0) sent.frames++;
      return send(part, lane);
    };
    return channel;
  };
  const [one, other] = pipes.ends;
  return {
    channels: [counted(openChannel(one, clock)), counted(openChannel(other, clock))],
    sent: () => ({ ...sent }),
    cut: () => pipes.cut(),
    freeze: () => pipes.freeze(),
  };
}

export function startOn(node: TestNode, channel: Channel, role: Role): Session {
  return startSession({
    channel,
    role,
    ...node.identity,
    host: node.host,
    clock: node.clock,
    entropy: node.entropy,
    primitives: native,
    onPeer: () => null,
    onProgress: () => {},
  });
}

export interface Meeting extends Pair {
  readonly sessions: readonly [Session, Session];
}

export function meet(
  one: TestNode,
  other: TestNode,
  bindings: readonly [ChannelBinding, ChannelBinding] | null = BOUND,
  delayMs = 0,
): Meeting {
  const pair = channelPair(one.clock, bindings, delayMs);
  const [first, second] = pair.channels;
  return {
    ...pair,
    sessions: [startOn(one, first, "dialer"), startOn(other, second, "answerer")],
  };
}

export async function part({ sessions, channels }: Meeting): Promise<void> {
  for (const session of sessions) session.end("bye");
  await Promise.all(channels.map(({ closed }) => closed));
}

/** A peer that is driven by hand: it keeps to the channel's rules and to no other. */
export class Hand {
  readonly #joiner = new PartJoiner();
  readonly seed: Uint8Array;
  readonly parts: HandshakeParts;
  transcript: Uint8Array = new Uint8Array(64);

  constructor(
    readonly channel: Channel,
    readonly role: Role,
    binding = channel.binding,
    /** Another one's is another peer. */
    who = 99,
  ) {
    this.seed = new Uint8Array(32).fill(who);
    const nonce = new Uint8Array(32).fill(5);
    const key = publicKeyOf(this.seed);
    this.parts = { role, seed: this.seed, key, nonce, binding, primitives: native };
  }

  async sendBytes(frame: Uint8Array, lane: "control" | "bulk" = "bulk"): Promise<void> {
    for (const each of partsOf(frame, lane)) await this.channel.send(each, lane);
  }

  send(frame: Frame, lane: "control" | "bulk" = "bulk"): Promise<void> {
    return this.sendBytes(encodeFrame(frame), lane);
  }

  /** The next frame; null at the end. */
  async next(): Promise<Frame | null> {
    for (;;) {
      const part = await this.channel.receive();
      if (part === null) return null;
      const joined = this.#joiner.add(part);
      if (joined === null) continue;
      assert(typeof joined !== "string");
      const decoded = decodeFrame(joined);
      assert(decoded.ok && decoded.frame !== null);
      return decoded.frame;
    }
  }

  /** The next frame of a type, whatever else comes before. */
  async nextOf<Type extends Frame["type"]>(type: Type): Promise<FrameOf<Type>> {
    for (;;) {
      const frame = await this.next();
      assert(frame !== null, `the session ended before ${type}`);
      if (frame.type === type) return frame as FrameOf<Type>;
    }
  }

  async shakeHands(): Promise<void> {
    let step = beginHandshake(this.parts);
    for (;;) {
      for (const frame of step.send) await this.send(frame, "control");
      if (step.state.at === "done") break;
      assert.notEqual(step.state.at, "failed");
      step = stepHandshake(this.parts, step.state, (await this.next())!);
    }
    this.transcript = step.state.transcript;
  }

  async follow(...festivals: readonly Uint8Array[]): Promise<void> {
    const random = (length: number) => new Uint8Array(length).fill(7);
    const tokens = tokensOf(this.transcript, this.role, festivals, random);
    await this.send({ type: "follows", tokens });
  }

  heads(festival: Uint8Array, logs: FrameOf<"heads">["logs"] = [], last = true): Promise<void> {
    return this.send({ type: "heads", festival, seen: 1, logs, last });
  }

  entries(
    festival: Uint8Array,
    written: readonly Written[],
    fields: Partial<FrameOf<"entries">> = {},
  ): Promise<void> {
    const [first] = written;
    const items = written.map(({ entry, payload }) => ({ entry, payload }));
    return this.send({
      type: "entries",
      festival,
      author: first!.author.key,
      profile: first!.festival === null,
      from: first!.seqNum,
      items,
      ...fields,
    });
  }
}
