/** How far a festival has come on its way to this node, by what its peers say they hold. */
import { toHex } from "../core/messages/mod.ts";
import type { Hex, Network } from "../node/mod.ts";
import type { Arrival } from "../views/mod.ts";

/** By festivals' ids; one that no connected peer shares is not in it. */
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
  return found;
}

/** Says the state of some of them: other words for another state of any. */
export function arrivalDigests(network: Network): (festivals: readonly Hex[]) => string {
  const all = arrivals(network);
  return (festivals) => festivals.map((id) => digestOf(all.get(id))).join();
}

function digestOf(arrival: Arrival | undefined): string {
  if (arrival === undefined) return "-";
  const { filling, here, total, nodes } = arrival;
  return filling ? `${here}/${total}` : `on ${nodes}`;
}
