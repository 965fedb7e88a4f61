import { LOW_MARK_BYTES, type Pipe, type PipeEars } from "../../../node/channel/mod.ts";
import type { ChannelBinding } from "../../../node/mod.ts";

/** A pipe over a browser's data channel, with the connection that is its own. */
export function dataChannelPipe(
  connection: RTCPeerConnection,
  dataChannel: RTCDataChannel,
  binding: ChannelBinding,
): Pipe {
  let gone = false;
  let ears: PipeEars | undefined;
  const close = () => {
    if (gone) return;
    gone = true;
    connection.close();
    queueMicrotask(() => ears?.gone());
  };
  return {
    transport: "webrtc",
    binding,
    send(message) {
      if (gone || dataChannel.readyState !== "open") return;
      dataChannel.send(message as Uint8Array<ArrayBuffer>);
    },
    buffered: () => dataChannel.bufferedAmount,
    listen(given) {
      ears = given;
      dataChannel.binaryType = "arraybuffer";
      dataChannel.bufferedAmountLowThreshold = LOW_MARK_BYTES;
      dataChannel.onbufferedamountlow = () => gone || given.room();
      dataChannel.onmessage = ({ data }) => {
        if (gone) return;
        // Text is none of ours: the channel refuses an empty message.
        given.message(data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array(0));
      };
      dataChannel.onclose = close;
      connection.onconnectionstatechange = () => {
        if (connection.connectionState === "failed") close();
      };
    },
    close,
  };
}
