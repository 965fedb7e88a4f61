/** Channels over WebRTC in Deno. */
export { type ConnectorParts, createConnector } from "./connector.ts";
