import {
  type Channel,
  ChannelClosedError,
  type ChannelEnd,
  type Clock,
  type Lane,
  MAX_FRAME_BYTES,
} from "../ports.ts";
import * as lanes from "./lanes.ts";
import { HIGH_MARK_BYTES, type Pipe } from "./pipe.ts";
import { Queue } from "./queue.ts";
import { MAX_MESSAGE_BYTES } from "./wire.ts";

export interface ChannelOptions {
  /** Between two pings; three without an answer end it. */
  readonly pingEveryMs?: number;
}

export const PING_EVERY_MS = 5_000;
/** How long a bye may take to be heard before the pipe is torn down all the same. */
const LINGER_MS = 2_000;
/** How long an application may let what came before a bye lie, frame by frame. */
const DRAIN_MS = 15_000;

/**
 * Makes a channel of a pipe: runs `lanes.ts` on it and on a clock. Call it in the same turn in which
 * the pipe opened, so that nothing arrives unheard.
 *
 * A send resolves when the pipe has taken the frame, so nothing that resolved is lost by `close`,
 * and whoever awaits it never queues more than one frame. `closed` resolves when the pipe is gone
 * too: then nothing of the channel is left, no timer and no socket.
 */
export function openChannel(pipe: Pipe, clock: Clock, options: ChannelOptions = {}): Channel {
  return new PipeChannel(pipe, clock, options.pingEveryMs ?? PING_EVERY_MS);
}

interface Sender {
  accepted(): void;
  refused(error: Error): void;
}

class PipeChannel implements Channel {
  readonly closed: Promise<ChannelEnd>;
  readonly #lanes = lanes.newLanes();
  readonly #senders = { control: new Queue<Sender>(), bulk: new Queue<Sender>() };
  readonly #receivers = new Queue<(frame: Uint8Array | null) => void>();
  readonly #tell: (why: ChannelEnd) => void;
  #stopTimer: () => void;
  #pipeIsGone = false;
  #hungUp = false;
  #full = false;
  #settling = false;

  constructor(
    private readonly pipe: Pipe,
    private readonly clock: Clock,
    private readonly pingEveryMs: number,
  ) {
    const { promise, resolve } = Promise.withResolvers<ChannelEnd>();
    this.closed = promise;
    this.#tell = resolve;
    this.#stopTimer = clock.after(pingEveryMs, () => this.#onTick());
    pipe.listen({
      message: (message) => this.#onMessage(message),
      room: () => {
        this.#full = false;
        this.#settle();
      },
      gone: () => {
        this.#pipeIsGone = true;
        lanes.lose(this.#lanes);
        this.#settle();
      },
    });
  }

  get transport() {
    return this.pipe.transport;
  }

  get binding() {
    return this.pipe.binding;
  }

  send(frame: Uint8Array, lane: Lane): Promise<void> {
    if (frame.length < 1 || frame.length > MAX_FRAME_BYTES) {
      throw new RangeError(`a frame has 1 to ${MAX_FRAME_BYTES} bytes, not ${frame.length}`);
    }
    if (this.#lanes.phase !== "open") return Promise.reject(closedError());
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#senders[lane].push({ accepted: resolve, refused: reject });
    lanes.queueFrame(this.#lanes, lane, frame);
    // Not at once: what is sent in the same turn shares messages.
    if (!this.#settling) {
      this.#settling = true;
      queueMicrotask(() => {
        this.#settling = false;
        this.#settle();
      });
    }
    return promise;
  }

  receive(): Promise<Uint8Array | null> {
    const { promise, resolve } = Promise.withResolvers<Uint8Array | null>();
    this.#receivers.push(resolve);
    const draining = this.#lanes.phase === "draining";
    this.#settle();
    if (draining && this.#lanes.phase === "draining") this.#setTimer(DRAIN_MS, this.#giveUp);
    return promise;
  }

  close(): void {
    const { phase } = this.#lanes;
    lanes.leave(this.#lanes);
    if (phase === "open") this.#setTimer(LINGER_MS, this.#giveUp);
    this.#settle();
  }

  #onMessage(message: Uint8Array): void {
    const { phase } = this.#lanes;
    lanes.takeMessage(this.#lanes, message);
    if (phase === "open" && this.#lanes.phase === "draining") {
      this.#setTimer(DRAIN_MS, this.#giveUp);
    }
    this.#settle();
  }

  #onTick(): void {
    lanes.tick(this.#lanes);
    this.#setTimer(this.pingEveryMs, () => this.#onTick());
    this.#settle();
  }

  readonly #giveUp = (): void => {
    lanes.end(this.#lanes, "lost");
    this.#settle();
  };

  #setTimer(ms: number, task: () => void): void {
    this.#stopTimer();
    this.#stopTimer = this.clock.after(ms, task);
  }

  /** Does all that the state allows now. May be entered again from within the pipe. */
  #settle(): void {
    while (this.#receivers.length > 0) {
      const frame = lanes.takeFrame(this.#lanes);
      if (frame === null) break;
      this.#receivers.shift()!(frame);
    }
    this.#fillPipe();
    const { phase } = this.#lanes;
    if (phase === "open") return;

    for (const senders of [this.#senders.control, this.#senders.bulk]) {
      while (senders.length > 0) senders.shift()!.refused(closedError());
    }
    if (phase !== "draining") { while (this.#receivers.length > 0) this.#receivers.shift()!(null); }
    // Who says bye leaves it to the other end to hang up, else it may never arrive.
    if (phase !== "leaving" && !this.#hungUp) {
      this.#hungUp = true;
      this.pipe.close();
    }
    if (phase === "ended") {
      this.#stopTimer();
      if (this.#pipeIsGone) this.#tell(this.#lanes.end!);
    }
  }

  #fillPipe(): void {
    while (!this.#full) {
      // Asked before the next message is taken, so that control can still go before it.
      if (this.pipe.buffered() > HIGH_MARK_BYTES - MAX_MESSAGE_BYTES) {
        this.#full = true;
        return;
      }
      const next = lanes.nextMessage(this.#lanes);
      if (next === null) return;
      this.pipe.send(next.message);
      for (const lane of ["control", "bulk"] as const) {
        for (let sent = 0; sent < next.frames[lane]; sent++) {
          this.#senders[lane].shift()!.accepted();
        }
      }
    }
  }
}

function closedError(): ChannelClosedError {
  return new ChannelClosedError("the channel is closed");
}
