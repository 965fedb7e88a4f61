/**
 * Channels of whatever carries messages: {@link openChannel} adds to a {@link Pipe} two lanes,
 * backpressure, signs of life and a graceful end. Each platform brings pipes.
 */
export { ConnectError } from "../ports.ts";
export { exchangeOffer, type ExchangeParts } from "./exchange.ts";
export { type MemoryPipeOptions, type MemoryPipes, memoryPipes } from "./memory_pipe.ts";
export { type ChannelOptions, openChannel, PING_EVERY_MS } from "./open_channel.ts";
export { HIGH_MARK_BYTES, LOW_MARK_BYTES, type Pipe, type PipeEars } from "./pipe.ts";
export {
  type Candidate,
  isLoopback,
  MAX_DESCRIPTION_BYTES,
  networkOf,
  readDescription,
  type Scope,
  scopeOf,
  type SessionDescription,
  withinScope,
  writeDescription,
} from "./session_description.ts";
