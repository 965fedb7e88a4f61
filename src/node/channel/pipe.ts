import type { ChannelBinding, Transport } from "../ports.ts";

/**
 * What a platform brings to make a {@link Channel} of: whole messages, in order and without loss,
 * until it is gone. It has no flow control, pings or lanes; those are the channel's.
 */
export interface Pipe {
  readonly transport: Transport;
  /** What the transport itself proves about its two ends; null where it proves nothing. */
  readonly binding: ChannelBinding | null;
  /** Takes 1 to 16,387 bytes, which are not touched afterwards. Does nothing once it is gone. */
  send(message: Uint8Array): void;
  /** Bytes that were sent and have not left this machine yet. */
  buffered(): number;
  /** Called once, before anything can arrive. */
  listen(ears: PipeEars): void;
  /** Tears it down, whatever is under way; `gone` follows. Harmless when gone. */
  close(): void;
}

export interface PipeEars {
  /** A message of the other end; it belongs to the listener. */
  message(message: Uint8Array): void;
  /** {@link Pipe.buffered} fell to {@link LOW_MARK_BYTES} or less. */
  room(): void;
  /** The pipe is gone, by either end or by itself, and holds nothing any more. Comes once, last. */
  gone(): void;
}

/**
 * How much a channel lets wait in its pipe. More makes a data channel slower (werift falls from 12
 * to 0.2 MB/s behind 4 MiB), and a control frame waits for all of it.
 */
export const HIGH_MARK_BYTES = 65_536;
export const LOW_MARK_BYTES = 16_384;
