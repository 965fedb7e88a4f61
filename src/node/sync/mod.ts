/** Two nodes and the festivals they share: handshake, reconciliation, live. */
export { type ChoosingOutcome } from "./chooser.ts";
export { CHOSEN_BYTES, MOST_CHOSEN, MOST_POOL } from "./frames.ts";
export { type SyncProgress } from "./festival_state.ts";
export { type Role } from "./handshake.ts";
export { type Proved, type SyncHost } from "./host.ts";
export {
  type Session,
  type SessionEnd,
  type SessionEndCode,
  type SessionParts,
  startSession,
  type TurnedAway,
} from "./session.ts";
