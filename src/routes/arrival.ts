/** How far a festival has come on its way to this node, by what its peers say they hold. */
import { toHex } from "../core/messages/mod.ts";
import type { Hex, Network } from "../node/mod.ts";
import type { Arrival } from "../views/mod.ts";

export interface ArrivalState {
  /** Other words where it is another state. */
  readonly words: string;
  /** Whether one of them is still being sent. */
  readonly filling: boolean;
}

/** What was filling when this was asked last: a peer that goes takes its count along. */
const unfinished = new WeakMap<Network, Map<Hex, Arrival>>();

/** By festivals' ids; one that no connected peer shares, and none had begun to send, is not in it. */
export function arrivals(network: Network): ReadonlyMap<Hex, Arrival> {
  const found = new Map<Hex, Arrival>();
  const counted = new Set<Hex>();
  for (const { id: peer, progress } of network.peers()) {
    // A node that has two addresses is one node.
    if (peer !== null && counted.has(peer)) continue;
    if (peer !== null) counted.add(peer);
    for (const { festival, total, here, complete } of progress) {
      const id = toHex(festival);
      const known = found.get(id);
      const filling = (!complete && here < total) || (known?.filling ?? false);
      const most = known === undefined || total > known.total ? { total, here } : known;
      const nodes = (known?.nodes ?? 0) + 1;
      found.set(id, { total: most.total, here: most.here, filling, nodes });
    }
  }
  const before = unfinished.get(network) ?? new Map<Hex, Arrival>();
  unfinished.set(network, before);
  for (const [id, arrival] of before) {
    if (!found.has(id)) found.set(id, { ...arrival, filling: false, nodes: 0 });
  }
  for (const [id, arrival] of found) {
    if (arrival.filling) before.set(id, arrival);
    else if (arrival.nodes > 0) before.delete(id);
  }
  return found;
}

/** Says the state of some of them: other words for another state of any. */
export function arrivalStates(network: Network): (festivals: readonly Hex[]) => ArrivalState {
  const all = arrivals(network);
  return (festivals) => {
    const found = festivals.map((id) => all.get(id));
    return {
      words: found.map(wordsOf).join(),
      filling: found.some((arrival) => arrival?.filling === true),
    };
  };
}

function wordsOf(arrival: Arrival | undefined): string {
  if (arrival === undefined) return "-";
  const { filling, here, total, nodes } = arrival;
  return filling || nodes === 0 ? `${here}/${total} on ${nodes}` : `on ${nodes}`;
}
