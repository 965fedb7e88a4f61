/**
 * The stream of server-sent events of a page, which pauses while its tab is hidden: over HTTP/1.1 a
 * browser has about six connections to a host for all its tabs together, so that a few open ones would
 * leave none to load anything with.
 */

/** Whoever only looks into another tab for a moment finds the stream as it was. */
const HIDDEN_MS = 5_000;

/** On <html> while this tab answers by its owner's policies, and so must hear of what comes. */
const ANSWERING = "answering";

const MISSED = "missed";

/** As much of an EventSource as htmx's extension needs of one. */
export class TabStream extends EventTarget {
  onopen: ((event: Event) => void) | null = null;
  onerror: ((event: Event) => void) | null = null;
  readonly #address: string;
  readonly #names = new Set<string>();
  #source: EventSource;
  #timer: number | undefined;

  constructor(address: string) {
    super();
    this.#address = address;
    this.#source = this.#open();
    document.addEventListener("visibilitychange", this.#look);
    this.#look();
  }

  get readyState(): number {
    return this.#source.readyState;
  }

  override addEventListener(name: string, listener: EventListener): void {
    super.addEventListener(name, listener);
    this.#names.add(name);
    this.#source.addEventListener(name, this.#pass);
  }

  close(): void {
    this.#source.close();
    clearTimeout(this.#timer);
    document.removeEventListener("visibilitychange", this.#look);
  }

  #open(): EventSource {
    const source = new EventSource(this.#address);
    source.onopen = (event) => this.onopen?.(event);
    source.onerror = (event) => {
      // The browser has given it up, and the extension will make another one.
      if (source.readyState === EventSource.CLOSED) this.close();
      this.onerror?.(event);
    };
    for (const name of this.#names) source.addEventListener(name, this.#pass);
    return source;
  }

  readonly #pass = (event: Event): void => {
    const { data } = event as MessageEvent;
    this.dispatchEvent(new MessageEvent(event.type, { data }));
  };

  readonly #look = (): void => {
    clearTimeout(this.#timer);
    if (document.hidden) {
      this.#timer = setTimeout(() => {
        if (!document.documentElement.classList.contains(ANSWERING)) this.#source.close();
      }, HIDDEN_MS);
    } else if (this.#source.readyState === EventSource.CLOSED) {
      this.#source = this.#open();
      // As the node says it to whoever was too slow: then the page asks for everything anew.
      const tell = () => this.dispatchEvent(new MessageEvent(MISSED));
      this.#source.addEventListener("open", tell, { once: true });
    }
  };
}
