/** A node's peers, and how it finds them again. */
export { AddressError, addressOf } from "./address.ts";
export { type Asking, type AskingStatus, TooManyAskingsError } from "./asking.ts";
export { cutOffFor, retryAfter } from "./backoff.ts";
export { type Network, type NetworkParts, startNetwork } from "./network.ts";
export { type PeerState, type PeerStatus } from "./status.ts";
