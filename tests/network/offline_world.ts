/**
 * Runs in a network namespace of its own (see `offline_test.ts`): two nodes of which one knows the
 * other, and then a program that contacts strangers. Prints what was seen, as JSON.
 */
import { toHex } from "../../src/core/messages/mod.ts";
import { festivalAtWork } from "../bench/festival_entries.ts";
import { type RunningNode, startNode, withFolder } from "../platform/program.ts";
import { type Contact, leadEverythingToLoopback, Watch } from "./watch.ts";

export interface Seen {
  /** Of addresses, that this kernel knows. */
  readonly families: readonly (4 | 6)[];
  /** The nodes' addresses. */
  readonly nodes: readonly string[];
  /** From the start of the second node's process. */
  readonly connectedAfterMs: number;
  readonly arrivedAfterMs: number;
  readonly contacts: readonly Contact[];
  /** What the program did that contacts strangers. */
  readonly control: readonly Contact[];
}

const PATIENCE_MS = 15_000;
const LOOK_EVERY_MS = 10;

/** Two addresses that nobody has (RFC 5737, RFC 3849), and a name that nobody has (RFC 2606). */
export const STRANGER = "198.51.100.7";
export const STRANGER_6 = "2001:db8::7";
const STRANGERS_NAME = "node.example";

/** Keeps Deno itself from asking whether there is a newer one. */
const NO_UPDATE_CHECK = "DENO_NO_UPDATE_CHECK";

if (import.meta.main) {
  // The tasks that start the nodes see to it themselves.
  Deno.env.delete(NO_UPDATE_CHECK);
  const families = leadEverythingToLoopback();
  await withFolder(async (folder) => {
    console.log(JSON.stringify({ families, ...await seen(folder) } satisfies Seen));
  });
}

async function seen(folder: string): Promise<Omit<Seen, "families">> {
  const watch = new Watch();
  const nodes: RunningNode[] = [];
  const { festival, items } = festivalAtWork(2, 50);
  try {
    const a = await startNode(`${folder}/a`, ["--no-discovery"], { asTask: true });
    nodes.push(a);
    await post(`${a.url}/api/v1/entries`, {
      entries: items.map(({ entry, payload }) => ({
        entry: toHex(entry),
        payload: toHex(payload!),
      })),
    });

    const began = performance.now();
    const flags = ["--no-discovery", "--peer", a.url];
    const b = await startNode(`${folder}/b`, flags, { asTask: true });
    nodes.push(b);
    for (const node of nodes) {
      await until("the nodes are connected", async () => {
        const { items } = await get<{ items: { state: string }[] }>(`${node.url}/api/v1/peers`);
        return items.some(({ state }) => state === "connected");
      });
    }
    const connectedAfterMs = Math.round(performance.now() - began);

    const asked = performance.now();
    await post(`${b.url}/api/v1/follow`, { festival: toHex(festival) });
    await until("the festival has arrived", async () => {
      const { entries } = await get<{ entries: number }>(`${b.url}/healthz`);
      return entries === items.length;
    });
    const arrivedAfterMs = Math.round(performance.now() - asked);

    const urls = nodes.map(({ url }) => url);
    for (const node of nodes.splice(0)) await node.stop();
    const contacts = watch.contacts();
    await contactStrangers();
    return { nodes: urls, connectedAfterMs, arrivedAfterMs, contacts, control: watch.contacts() };
  } finally {
    for (const node of nodes) await node.stop();
    watch.close();
  }
}

async function contactStrangers(): Promise<void> {
  const program = `
    const failed = (work) => work.then((it) => it.close(), () => {});
    for (const hostname of ["${STRANGER}", "${STRANGER_6}", "${STRANGERS_NAME}"]) {
      await failed(Deno.connect({ hostname, port: 9 }));
    }
    const socket = Deno.listenDatagram({ transport: "udp", hostname: "0.0.0.0", port: 0 });
    await socket.send(new Uint8Array(20), { transport: "udp", hostname: "${STRANGER}", port: 3478 });
    socket.close();`;
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "-A",
      "--unstable-net",
      `data:text/javascript,${encodeURIComponent(program)}`,
    ],
    env: { [NO_UPDATE_CHECK]: "1" },
    stdin: "null",
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const late = performance.now() + PATIENCE_MS;
  while (!await holds()) {
    if (performance.now() > late) throw new Error(`not in ${PATIENCE_MS / 1_000} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

async function get<T>(address: string): Promise<T> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${await response.text()}`);
  return await response.json();
}

async function post(address: string, body: unknown): Promise<void> {
  const response = await fetch(address, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${address}: ${text}`);
}
