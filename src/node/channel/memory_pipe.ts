/** Two ends of a pipe in one process, for tests and simulations. */
import type { ChannelBinding, Clock } from "../ports.ts";
import { LOW_MARK_BYTES, type Pipe, type PipeEars } from "./pipe.ts";
import { Queue } from "./queue.ts";

export interface MemoryPipeOptions {
  /** How long a message travels, by `clock`. Without it, it arrives in this turn of the event loop. */
  readonly delay?: { readonly ms: number; readonly clock: Clock };
  /** What the ends pretend to prove, first end's first. */
  readonly bindings?: readonly [ChannelBinding, ChannelBinding];
}

/** The pair, and what can befall it. */
export interface MemoryPipes {
  readonly ends: readonly [Pipe, Pipe];
  /** Nothing travels any more, and nobody is told: the other end hangs, or the cable is out. */
  freeze(): void;
  thaw(): void;
  /** Both ends are told that it is gone; what travels is lost. */
  cut(): void;
}

export function memoryPipes(options: MemoryPipeOptions = {}): MemoryPipes {
  const { delay, bindings } = options;
  const travel = (arrive: () => void) =>
    delay === undefined ? queueMicrotask(arrive) : void delay.clock.after(delay.ms, arrive);
  const ends = [
    new MemoryPipe(bindings?.[0] ?? null, travel),
    new MemoryPipe(bindings?.[1] ?? null, travel),
  ] as const;
  ends[0].other = ends[1];
  ends[1].other = ends[0];
  const setFrozen = (frozen: boolean) => {
    for (const one of ends) one.setFrozen(frozen);
  };
  return {
    ends,
    freeze: () => setFrozen(true),
    thaw: () => setFrozen(false),
    cut() {
      setFrozen(false);
      ends[0].close();
    },
  };
}

class MemoryPipe implements Pipe {
  readonly transport = "memory";
  other!: MemoryPipe;
  #ears: PipeEars | null = null;
  readonly #outgoing = new Queue<Uint8Array>();
  #buffered = 0;
  #sending = false;
  #frozen = false;
  #gone = false;

  constructor(
    readonly binding: ChannelBinding | null,
    private readonly travel: (arrive: () => void) => void,
  ) {}

  send(message: Uint8Array): void {
    if (this.#gone) return;
    this.#outgoing.push(message);
    this.#buffered += message.length;
    this.#start();
  }

  buffered(): number {
    return this.#buffered;
  }

  listen(ears: PipeEars): void {
    this.#ears = ears;
  }

  close(): void {
    if (this.#gone) return;
    this.#go();
    // Even the end of a pipe does not get through a cable that is out.
    this.travel(() => this.#frozen ? undefined : this.other.#go());
  }

  setFrozen(frozen: boolean): void {
    this.#frozen = frozen;
    if (!frozen && this.#gone) this.other.#go();
    this.#start();
  }

  #go(): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#outgoing.clear();
    this.#buffered = 0;
    queueMicrotask(() => this.#ears?.gone());
  }

  /** A message leaves a turn: so a sender sees its buffer fill, as with a socket. */
  #start(): void {
    if (this.#sending || this.#frozen || this.#outgoing.length === 0) return;
    this.#sending = true;
    queueMicrotask(() => {
      this.#sending = false;
      if (this.#frozen) return;
      const message = this.#outgoing.shift();
      if (message === undefined) return;
      this.travel(() => this.other.#arrive(message));
      const before = this.#buffered;
      this.#buffered -= message.length;
      if (before > LOW_MARK_BYTES && this.#buffered <= LOW_MARK_BYTES) this.#ears?.room();
      this.#start();
    });
  }

  #arrive(message: Uint8Array): void {
    if (!this.#gone) this.#ears?.message(message);
  }
}
