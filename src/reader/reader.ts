/**
 * What every page loads: htmx with its server-sent events, and as much as it takes to fetch the
 * island where somebody has a key or begins to write. Without it every page can still be read, and
 * every form leads to `/sign`.
 */
import htmx from "htmx.org";
import "htmx-ext-sse";
import { TabStream } from "./tab_stream.ts";

Object.assign(htmx, { createEventSource: (address: string) => new TabStream(address) });

/** What the island gives (`src/island/island.ts`), declared here because it is no part of the reader. */
interface Island {
  sign(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void>;
  actOnKey(button: HTMLElement): Promise<void>;
}

/** The public key in hex, where this browser has a key; the secret is in IndexedDB. */
const KEY_NAME = "p2panda.key";

document.documentElement.classList.add("js");

let island: Promise<Island> | null = null;

/** Loads the island once; a load that failed is tried again at the next wish. */
function load(): Promise<Island> {
  if (island !== null) return island;
  const address = document.querySelector<HTMLMetaElement>('meta[name="island"]')?.content ?? "";
  const loading: Promise<Island> = import(new URL(address, document.baseURI).href);
  island = loading;
  loading.catch(() => island = null);
  return loading;
}

function hasKey(): boolean {
  try {
    return localStorage.getItem(KEY_NAME) !== null;
  } catch {
    // Storage is switched off: then there is no key either.
    return false;
  }
}

/** Loads ahead of a wish: if that fails, the wish itself will tell. */
function loadAhead(): void {
  load().catch(() => {});
}

/** Forms that go to the server after all. */
const withoutIsland = new WeakSet<HTMLFormElement>();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || withoutIsland.has(form)) return;
  const { submitter } = event;
  if (form.matches("[data-key-form]")) {
    // Enter in its one field: a name, or worse, is nothing to send to a server.
    event.preventDefault();
    form.querySelector<HTMLElement>("[data-key-action]")?.click();
  } else if (form.matches("[data-sign]")) {
    event.preventDefault();
    load().then(({ sign }) => sign(form, submitter)).catch(() => {
      // The server still gives the message as a file to sign.
      withoutIsland.add(form);
      form.requestSubmit(submitter);
    });
  }
});

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-key-action]") : null;
  if (!(button instanceof HTMLElement)) return;
  event.preventDefault();
  load().then(({ actOnKey }) => actOnKey(button), () => {});
});

document.addEventListener("focusin", (event) => {
  if (event.target instanceof Element && event.target.closest("[data-sign]")) loadAhead();
});

if (hasKey() || /^\/(?:key|desk)\/?$/.test(location.pathname)) loadAhead();
