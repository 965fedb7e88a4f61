/** Networks that reach each other by address, in memory and in virtual time. */
import assert from "node:assert/strict";
import { toHex } from "../../../src/core/messages/mod.ts";
import { type MemoryPipes, memoryPipes, openChannel } from "../../../src/node/channel/mod.ts";
import {
  addressOf,
  type Channel,
  ConnectError,
  type Connector,
  type Network,
  type PeerStatus,
  startNetwork,
} from "../../../src/node/mod.ts";
import { native } from "../../../src/platform/deno/mod.ts";
import { VirtualClock } from "../ports/virtual_clock.ts";
import { BOUND, quiet, type TestNode, testNode } from "../sync/nodes.ts";

export interface Dial {
  readonly from: string;
  readonly to: string;
  readonly at: number;
}

export class World {
  readonly clock = new VirtualClock();
  readonly listening = new Map<string, Network>();
  readonly dials: Dial[] = [];
  readonly open = new Set<Channel>();
  readonly pipes: MemoryPipes[] = [];
  readonly #offers = new Map<string, Channel>();
  #made = 0;

  /** Time passes, and what falls due is done before the next. */
  async pass(ms: number, step = 250): Promise<void> {
    for (let gone = 0; gone < ms; gone += step) {
      this.clock.advance(Math.min(step, ms - gone));
      await quiet(2);
    }
  }

  /** Until nothing is under way; virtual time stands still. */
  async settle(): Promise<void> {
    await quiet(20);
  }

  connector(from: string, onDial: (signal: AbortSignal) => Promise<void>): Connector {
    return {
      dial: async (to, signal) => {
        this.dials.push({ from, to, at: this.clock.now() });
        await onDial(signal);
        const network = this.listening.get(to);
        if (network === undefined) throw new ConnectError("unreachable");
        const { near, offer } = this.offer();
        await network.answer(offer, { from: null }).catch((error) => {
          near.close();
          throw new ConnectError("refused", error);
        });
        return near;
      },
      answer: (offer) => {
        const channel = this.#offers.get(offer);
        if (channel === undefined) return Promise.reject(new ConnectError("bad-signal"));
        return Promise.resolve({ answer: "yes", channel: Promise.resolve(channel) });
      },
      close: () => Promise.resolve(),
    };
  }

  /** One end, and the offer by which a network gets the other. */
  offer(): { readonly near: Channel; readonly offer: string } {
    const pipes = memoryPipes({ bindings: BOUND });
    this.pipes.push(pipes);
    const [near, far] = pipes.ends.map((end) => this.#keep(openChannel(end, this.clock)));
    const offer = `offer ${++this.#made}`;
    this.#offers.set(offer, far!);
    return { near: near!, offer };
  }

  #keep(channel: Channel): Channel {
    this.open.add(channel);
    channel.closed.then(() => this.open.delete(channel));
    return channel;
  }

  dialsOf(from: string, since = 0): Dial[] {
    return this.dials.filter((dial) => dial.from === from && dial.at >= since);
  }
}

export class Peer {
  network!: Network;
  readonly address: string;
  remembered = true;
  onDial: (signal: AbortSignal) => Promise<void> = () => Promise.resolve();

  constructor(readonly world: World, readonly name: string, readonly node: TestNode) {
    this.address = addressOf(`${name}.test:80`);
  }

  get id(): string {
    return toHex(this.node.identity.key);
  }

  async start(...addresses: readonly string[]): Promise<this> {
    const { node, world } = this;
    this.network = await startNetwork({
      store: node.store,
      host: node.host,
      connector: world.connector(this.name, (signal) => this.onDial(signal)),
      clock: world.clock,
      entropy: node.entropy,
      report: node.report,
      primitives: native,
      ...node.identity,
      remembered: this.remembered,
      post: node.post,
    }, addresses);
    world.listening.set(this.address, this.network);
    return this;
  }

  async stop(): Promise<void> {
    this.world.listening.delete(this.address);
    let stopped = false;
    const stopping = this.network.stop().finally(() => stopped = true);
    while (!stopped) await this.world.pass(250);
    await stopping;
  }

  get peers(): readonly PeerStatus[] {
    return this.network.peers();
  }

  get states(): string[] {
    return this.peers.map(({ state }) => state);
  }
}

/** Runs with so many peers, of which nothing may be left at the end. */
export async function withPeers(
  names: readonly string[],
  task: (world: World, ...peers: Peer[]) => Promise<void>,
  festivals: readonly Uint8Array[] = [],
): Promise<void> {
  const world = new World();
  const peers: Peer[] = [];
  for (const name of names) {
    peers.push(new Peer(world, name, await testNode(festivals, world.clock)));
  }
  await task(world, ...peers);
  for (const peer of peers) if (world.listening.has(peer.address)) await peer.stop();
  await world.settle();
  assert.equal(world.open.size, 0, "a channel is left open");
  assert.equal(world.clock.waiting, 0, "a timer is left");
  for (const { node } of peers) {
    const errors = node.report.reported.filter(({ level }) => level === "error");
    assert.deepEqual(errors, []);
    await node.stop();
  }
}
