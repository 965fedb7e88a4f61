/** What only a page of a browser has: `RTCPeerConnection`. */
export { pageClock } from "./clock.ts";
export { createPageConnector, type PageConnectorParts } from "./connector.ts";
