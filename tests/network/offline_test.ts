import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { type Seen, STRANGER, STRANGER_6 } from "./offline_world.ts";

const WORLD = fileURLToPath(new URL("offline_world.ts", import.meta.url));
/** As root, and as anybody where the system lets people have namespaces of their own. */
const NAMESPACES = [["-n"], ["-r", "-n"]];

/** Generous: on an idle machine it takes about one second. */
const MOST_MS = 10_000;

/** Runs the world of two nodes in a network that has a loopback device and nothing else. */
async function seenOffline(): Promise<Seen> {
  const complaints: string[] = [];
  for (const flags of NAMESPACES) {
    if (!await canUnshare(flags, complaints)) continue;
    const { success, stdout, stderr } = await new Deno.Command("unshare", {
      args: [
        ...flags,
        Deno.execPath(),
        "run",
        "--quiet",
        "--no-check",
        "--cached-only",
        "-A",
        WORLD,
      ],
      env: {
        ...withoutProxies(),
        // For what watches: the nodes do without.
        DENO_NO_UPDATE_CHECK: "1",
      },
      clearEnv: true,
      stdin: "null",
    }).output();
    const text = new TextDecoder();
    assert(success, text.decode(stderr));
    return JSON.parse(text.decode(stdout));
  }
  throw new Error(
    "this test needs a network namespace (Linux with unshare, as root or with user namespaces): " +
      complaints.join("; "),
  );
}

async function canUnshare(flags: readonly string[], complaints: string[]): Promise<boolean> {
  try {
    const { success, stderr } = await new Deno.Command("unshare", { args: [...flags, "true"] })
      .output();
    if (!success) complaints.push(new TextDecoder().decode(stderr).trim());
    return success;
  } catch (error) {
    complaints.push(`unshare: ${error instanceof Error ? error.message : error}`);
    return false;
  }
}

/** A proxy that the environment names would be contacted, and rightly so. */
function withoutProxies(): Record<string, string> {
  const all = Object.entries(Deno.env.toObject());
  return Object.fromEntries(all.filter(([name]) => !/_proxy$/i.test(name)));
}

Deno.test("two nodes with a loopback device alone connect, sync, and contact nobody else", async () => {
  const { nodes, connectedAfterMs, arrivedAfterMs, contacts, control, families } =
    await seenOffline();
  console.log(`connected after ${connectedAfterMs} ms, synced after ${arrivedAfterMs} ms more`);
  assert(connectedAfterMs < MOST_MS, `connected after ${connectedAfterMs} ms only`);

  const to = (protocol: string, seen = contacts) =>
    seen.filter((contact) => contact.protocol === protocol).map((contact) => contact.to);
  const addresses = nodes.map((url) => new URL(url).host);
  assert.deepEqual([...new Set(to("tcp"))].sort(), [...addresses].sort());
  const datagrams = contacts.filter(({ protocol }) => protocol === "udp");
  assert(datagrams.length > 0, "the nodes' own datagrams were not seen");
  const senders = new Set(datagrams.map(({ from }) => from));
  for (const one of datagrams) {
    assert.match(one.to, /^127\.0\.0\.1:/, "a datagram to another address");
    assert(senders.has(one.to), `a datagram to ${one.to}, where no node is`);
  }
  // ICMP, by which the kernel tells the node that stops last that the other one's socket is gone.
  for (const one of to("other")) assert.equal(one, "127.0.0.1 protocol 1");

  // That nothing was seen means something only if such things are seen.
  assert(to("tcp", control).includes(`${STRANGER}:9`), "the watch is blind to IPv4");
  if (families.includes(6)) {
    assert(to("tcp", control).includes(`[${STRANGER_6}]:9`), "the watch is blind to IPv6");
  }
  assert(to("udp", control).includes(`${STRANGER}:3478`), "the watch is blind to datagrams");
  assert(to("udp", control).some((one) => one.endsWith(":53")), "the watch is blind to names");
});
