/** Two nodes and the festivals they share: handshake, reconciliation, live. */
export { type Frame, WIRE_VERSION } from "./frames.ts";
export { type Role } from "./handshake.ts";
export { type SyncHost } from "./host.ts";
export {
  newSync,
  progressOf,
  stepSync,
  type SyncInput,
  type SyncOutput,
  type SyncProgress,
  type SyncState,
} from "./reducer.ts";
export {
  type Session,
  type SessionEnd,
  type SessionEndCode,
  type SessionParts,
  startSession,
} from "./session.ts";
