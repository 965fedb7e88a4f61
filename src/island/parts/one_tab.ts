/** One tab at a time: by a lock of the browser, or by a lease in IndexedDB where it has none. */
import { done, transact } from "../database.ts";

const LEASE_MS = 15_000;
const RENEW_MS = 5_000;

interface Lease {
  readonly tab: string;
  readonly until: number;
}

/** Runs `task` once no other tab does, until `signal`; waits for its turn. */
export async function whileAlone(
  name: string,
  signal: AbortSignal,
  task: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const { locks } = navigator as { readonly locks?: LockManager };
  if (locks !== undefined) {
    return await locks.request(name, { signal }, () => task(signal)).catch((error) => {
      if (!signal.aborted) throw error;
    });
  }
  const tab = String(crypto.getRandomValues(new Uint32Array(2)));
  while (!await takeLease(name, tab)) {
    await pause(RENEW_MS, signal);
    if (signal.aborted) return;
  }
  const own = new AbortController();
  signal.addEventListener("abort", () => own.abort());
  const renewing = setInterval(async () => {
    // A tab that slept may find that another one took over.
    if (!await takeLease(name, tab)) own.abort();
  }, RENEW_MS);
  try {
    await task(own.signal);
  } finally {
    clearInterval(renewing);
    await dropLease(name, tab);
  }
}

function takeLease(name: string, tab: string): Promise<boolean> {
  return transact("readwrite", async (store) => {
    const rest = store("rest");
    const lease = await done<Lease | undefined>(rest.get(name));
    const now = Date.now();
    if (lease !== undefined && lease.tab !== tab && lease.until > now) return false;
    const mine: Lease = { tab, until: now + LEASE_MS };
    await done(rest.put(mine, name));
    return true;
  });
}

function dropLease(name: string, tab: string): Promise<void> {
  return transact("readwrite", async (store) => {
    const rest = store("rest");
    const lease = await done<Lease | undefined>(rest.get(name));
    if (lease?.tab === tab) await done(rest.delete(name));
  });
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });
}
