import type { RTCDataChannel } from "werift";
import { LOW_MARK_BYTES, type Pipe, type PipeEars } from "../../../node/channel/mod.ts";
import type { ChannelBinding } from "../../../node/mod.ts";

/** Shorter messages are copied out of the packets that they came in, which would be kept with them. */
const COPY_BELOW_BYTES = 1_024;

export interface DataChannelParts {
  readonly dataChannel: RTCDataChannel;
  readonly binding: ChannelBinding;
  /** Closes the connection; its promise tells when its sockets are closed. */
  readonly hangUp: () => Promise<void>;
}

/** A pipe, and what tells it that the connection failed. */
export function dataChannelPipe(parts: DataChannelParts): { pipe: Pipe; fail(): void } {
  const { dataChannel, binding, hangUp } = parts;
  let closing = false;
  let ears: PipeEars | undefined;

  const close = () => {
    if (closing) return;
    closing = true;
    hangUp().then(() => ears?.gone());
  };
  const pipe: Pipe = {
    transport: "webrtc",
    binding,
    send(message) {
      if (closing || dataChannel.readyState !== "open") return;
      // Buffer.from(Uint8Array) would copy it.
      dataChannel.send(Buffer.from(message.buffer, message.byteOffset, message.length));
    },
    buffered: () => dataChannel.bufferedAmount,
    listen(given) {
      ears = given;
      dataChannel.bufferedAmountLowThreshold = LOW_MARK_BYTES;
      dataChannel.bufferedAmountLow.subscribe(() => closing || given.room());
      dataChannel.stateChanged.subscribe((state) => {
        if (state === "closing" || state === "closed") close();
      });
      dataChannel.onMessage.subscribe((message) => {
        if (closing) return;
        // Text is none of ours, and an empty message is what the channel refuses.
        if (typeof message === "string") return given.message(new Uint8Array(0));
        given.message(
          message.length < COPY_BELOW_BYTES
            ? Uint8Array.from(message)
            : new Uint8Array(message.buffer, message.byteOffset, message.length),
        );
      });
    },
    close,
  };
  return { pipe, fail: close };
}
