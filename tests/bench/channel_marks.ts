import type { RTCPeerConnection } from "werift";

/** First bytes of what the bench sends: nothing is said to the first, the others are answered. */
export const LOAD = 0, LAST = 1, CALL = 2;

export function isAnswered(message: Uint8Array): boolean {
  return message[0] !== LOAD;
}

/** werift asks a public server where none is configured. */
export function askNoServer(connection: RTCPeerConnection): void {
  for (const { connection: ice } of connection.iceTransports) {
    Object.assign(ice, { stunServer: undefined });
  }
}
