/** A node's peers, and how it finds them again. */
export { cutOffFor, retryAfter } from "./backoff.ts";
export {
  AddressError,
  addressOf,
  type Network,
  type NetworkParts,
  type PeerState,
  type PeerStatus,
  startNetwork,
} from "./network.ts";
