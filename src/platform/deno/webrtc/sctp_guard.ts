/**
 * What a peer may do to our SCTP. werift 0.25 leaves the promises of its packet handlers to
 * themselves, so that one malformed packet from a peer would end the program; it opens any number of
 * channels; and it keeps whatever arrives beyond the window that it announced.
 */
import type { DtlsTransport, SctpTransport } from "./innards.ts";

/** The window is 1 MiB; a sender may exceed it by what was on its way. */
const MAX_OVERDRAFT_BYTES = 262_144;
/** Packets that overtook a lost one: a window holds 900; sorting many is slow. */
const MAX_MISORDERED = 4_096;
const MAX_STREAMS = 4;

/** Calls `refuse`, perhaps more than once, when the peer does what none of ours does. */
export function guardSctp(
  { sctp, datachannelReceive }: SctpTransport,
  dtls: DtlsTransport,
  refuse: (why: string) => void,
): void {
  dtls.dataReceiver = (data) => {
    sctp.handleData(data).then(() => {
      if (sctp.advertisedRwnd < -MAX_OVERDRAFT_BYTES) refuse("window");
      if (sctp.sackMisOrdered.size > MAX_MISORDERED) refuse("order");
      if (Object.keys(sctp.inboundStreams).length > MAX_STREAMS) refuse("streams");
    }).catch(() => refuse("packet"));
  };

  let only: number | undefined;
  sctp.onReceive.allUnsubscribe();
  sctp.onReceive.subscribe((stream, kind, data) => {
    only ??= stream;
    if (stream !== only) return refuse("channels");
    datachannelReceive(stream, kind, data).catch(() => refuse("message"));
  });
}
