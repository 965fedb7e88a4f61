/**
 * Watches every packet in a network namespace of one's own, in which every address there is leads to
 * the loopback device: whatever address a program contacts, the attempt becomes a packet, and is seen.
 *
 * Made of Linux's own calls, so that a test needs nothing installed but `unshare`.
 */

const libc = () =>
  Deno.dlopen("libc.so.6", {
    socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
    send: { parameters: ["i32", "buffer", "usize", "i32"], result: "isize" },
    recv: { parameters: ["i32", "buffer", "usize", "i32"], result: "isize" },
    getsockopt: { parameters: ["i32", "i32", "i32", "buffer", "buffer"], result: "i32" },
    close: { parameters: ["i32"], result: "i32" },
  });

const AF_INET = 2;
const AF_INET6 = 10;
const AF_NETLINK = 16;
const AF_PACKET = 17;
const SOCK_RAW = 3;
const IPPROTO_RAW = 255;
const MSG_DONTWAIT = 0x40;

/** Every protocol, in the network's order of bytes. */
const ETH_P_ALL = 0x0300;
const SOL_PACKET = 263;
const PACKET_STATISTICS = 6;

const RTM_NEWLINK = 16;
const RTM_NEWROUTE = 24;
/** A request that creates, and is answered. */
const NLM_FLAGS = 0x1 | 0x4 | 0x400;
const LOOPBACK_INDEX = 1;
const IFF_UP = 1;
const RTN_LOCAL = 2;
const RT_TABLE_MAIN = 254;
const RTPROT_STATIC = 4;
const RT_SCOPE_HOST = 254;
const RTA_OIF = 4;

/**
 * Brings up the loopback device and has every address lead to it. Gives the families there are: a
 * kernel without IPv6 has nothing of it to watch.
 */
export function leadEverythingToLoopback(): (4 | 6)[] {
  ask(RTM_NEWLINK, 16, (body) => {
    body.setInt32(4, LOOPBACK_INDEX, true);
    body.setUint32(8, IFF_UP, true);
    body.setUint32(12, IFF_UP, true);
  });
  const families: (4 | 6)[] = [4];
  if (hasIpv6()) families.push(6);
  for (const family of families) {
    ask(RTM_NEWROUTE, 20, (body) => {
      body.setUint8(0, family === 4 ? AF_INET : AF_INET6);
      body.setUint8(4, RT_TABLE_MAIN);
      body.setUint8(5, RTPROT_STATIC);
      body.setUint8(6, RT_SCOPE_HOST);
      body.setUint8(7, RTN_LOCAL);
      body.setUint16(12, 8, true);
      body.setUint16(14, RTA_OIF, true);
      body.setUint32(16, LOOPBACK_INDEX, true);
    });
  }
  return families;
}

function hasIpv6(): boolean {
  const library = libc();
  const { socket, close } = library.symbols;
  const one = socket(AF_INET6, SOCK_RAW, IPPROTO_RAW);
  if (one >= 0) close(one);
  library.close();
  return one >= 0;
}

/** Asks the kernel through rtnetlink(7). */
function ask(type: number, bodyBytes: number, write: (body: DataView) => void): void {
  const library = libc();
  const { socket, send, recv, close } = library.symbols;
  const netlink = socket(AF_NETLINK, SOCK_RAW, 0);
  const message = new Uint8Array(16 + bodyBytes);
  const head = new DataView(message.buffer);
  head.setUint32(0, message.length, true);
  head.setUint16(4, type, true);
  head.setUint16(6, NLM_FLAGS, true);
  write(new DataView(message.buffer, 16));
  send(netlink, message, BigInt(message.length), 0);
  const answer = new Uint8Array(1_024);
  const length = Number(recv(netlink, answer, BigInt(answer.length), 0));
  close(netlink);
  library.close();
  const error = length < 20 ? 1 : -new DataView(answer.buffer).getInt32(16, true);
  if (error !== 0) throw new Error(`the kernel refused to set up its network: error ${error}`);
}

/** An attempt to reach an address, by its first packet or any other. */
export interface Contact {
  /** `tcp` only for what opens a connection. */
  readonly protocol: "tcp" | "udp" | "other";
  /** `127.0.0.1:8000`, `[::1]:8000`; without a port where there is none. */
  readonly from: string;
  readonly to: string;
}

const LOOK_EVERY_MS = 5;
const ETHERNET_BYTES = 14;
const TCP = 6;
const UDP = 17;

export class Watch {
  readonly #library = libc();
  readonly #socket: number;
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #contacts = new Map<string, Contact>();
  readonly #frame = new Uint8Array(256);

  constructor() {
    this.#socket = this.#library.symbols.socket(AF_PACKET, SOCK_RAW, ETH_P_ALL);
    if (this.#socket < 0) throw new Error("the kernel lets nobody watch packets here");
    this.#timer = setInterval(() => this.#take(), LOOK_EVERY_MS);
  }

  /** Whom anybody contacted since the last call. Throws where packets went by unseen. */
  contacts(): Contact[] {
    this.#take();
    const seen = [...this.#contacts.values()];
    this.#contacts.clear();
    const statistics = new Uint32Array(2);
    const size = new Uint32Array([8]);
    this.#library.symbols.getsockopt(
      this.#socket,
      SOL_PACKET,
      PACKET_STATISTICS,
      statistics,
      size,
    );
    if (statistics[1]! > 0) throw new Error(`${statistics[1]} packets went by unseen`);
    return seen;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#library.symbols.close(this.#socket);
    this.#library.close();
  }

  #take(): void {
    const { recv } = this.#library.symbols;
    while (true) {
      const length = Number(
        recv(this.#socket, this.#frame, BigInt(this.#frame.length), MSG_DONTWAIT),
      );
      if (length < ETHERNET_BYTES) return;
      const contact = contactOf(this.#frame.subarray(0, length));
      if (contact !== null) this.#contacts.set(Object.values(contact).join(" "), contact);
    }
  }
}

/** Null for packets of a TCP connection that is open, or being refused. */
function contactOf(frame: Uint8Array): Contact | null {
  const packet = frame.subarray(ETHERNET_BYTES);
  const view = new DataView(packet.buffer, packet.byteOffset, packet.length);
  const version = packet[0]! >> 4;
  let protocol: number;
  let hosts: [string, string];
  let start: number;
  if (version === 4) {
    protocol = packet[9]!;
    hosts = [packet.subarray(12, 16).join("."), packet.subarray(16, 20).join(".")];
    start = (packet[0]! & 0xf) * 4;
  } else if (version === 6) {
    protocol = packet[6]!;
    hosts = [`[${groups(view, 8)}]`, `[${groups(view, 24)}]`];
    start = 40;
  } else {
    return { protocol: "other", from: "?", to: packet.toHex() };
  }
  if (protocol !== TCP && protocol !== UDP) {
    return { protocol: "other", from: hosts[0], to: `${hosts[1]} protocol ${protocol}` };
  }
  const from = `${hosts[0]}:${view.getUint16(start)}`;
  const to = `${hosts[1]}:${view.getUint16(start + 2)}`;
  if (protocol === UDP) return { protocol: "udp", from, to };
  const opens = (packet[start + 13]! & 0x12) === 0x02;
  return opens ? { protocol: "tcp", from, to } : null;
}

function groups(view: DataView, at: number): string {
  const hex = Array.from({ length: 8 }, (_, i) => view.getUint16(at + 2 * i).toString(16));
  return new URL(`http://[${hex.join(":")}]`).hostname.slice(1, -1);
}
