/** What this browser keeps: one IndexedDB database of a few stores. */

/** `entries`: the journal. `rest`: the key, and small facts, by name. */
export type StoreName = "entries" | "rest";

let opened: Promise<IDBDatabase> | null = null;

function database(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("p2panda", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("entries", { keyPath: ["key", "logId", "seqNum"] });
      request.result.createObjectStore("rest");
    };
    request.onsuccess = () => {
      // Another tab may bring a newer version of this script: do not stand in its way.
      request.result.onversionchange = () => {
        request.result.close();
        opened = null;
      };
      resolve(request.result);
    };
    request.onerror = () => {
      opened = null;
      reject(request.error);
    };
  });
  return opened;
}

/** Waits for a request inside of a transaction. */
export function done<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * Runs `work` in one transaction, and resolves when that is durable. `work` must wait for nothing but
 * requests of the transaction; where it throws, nothing of it happens.
 */
export async function transact<Value>(
  mode: IDBTransactionMode,
  work: (store: (name: StoreName) => IDBObjectStore) => Promise<Value>,
): Promise<Value> {
  const transaction = (await database()).transaction(["entries", "rest"], mode, {
    durability: "strict",
  });
  const complete = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () =>
      reject(transaction.error ?? new Error("the transaction was undone"));
  });
  // It is waited for below; where `work` throws first, that is what is told.
  complete.catch(() => {});
  let value: Value;
  try {
    value = await work((name) => transaction.objectStore(name));
  } catch (error) {
    try {
      transaction.abort();
    } catch {
      // It is over already, which is why `work` failed.
    }
    throw error;
  }
  await complete;
  return value;
}

export function kept<Value>(name: string): Promise<Value | undefined> {
  return transact("readonly", (store) => done(store("rest").get(name)));
}

export async function keep(name: string, value: unknown): Promise<void> {
  await transact("readwrite", (store) => done(store("rest").put(value, name)));
}

/** Forgets all names that begin so. */
export async function drop(prefix: string): Promise<void> {
  await transact("readwrite", (store) => done(store("rest").delete(startingWith(prefix))));
}

export function startingWith(prefix: string): IDBKeyRange {
  return IDBKeyRange.bound(prefix, `${prefix}\uffff`);
}
