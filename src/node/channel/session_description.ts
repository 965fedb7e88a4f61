/**
 * Offers and answers (SDP, RFC 8866; of data channels, RFC 8841) as data. What a stranger sent is
 * read into this and written anew, so that a WebRTC stack only ever sees the few lines that we know
 * and the addresses that we allow.
 */

export interface SessionDescription {
  readonly mid: string;
  /** ICE's user name and password for this session. */
  readonly user: string;
  readonly password: string;
  /** SHA-256 of the DTLS certificate, 32 bytes. */
  readonly fingerprint: Uint8Array;
  /** `actpass` in an offer; in an answer, whether its side begins the DTLS handshake. */
  readonly setup: "actpass" | "active" | "passive";
  readonly sctpPort: number;
  readonly candidates: readonly Candidate[];
}

/** An address to be tried, over UDP. */
export interface Candidate {
  readonly foundation: string;
  readonly priority: number;
  /** An IP address in its canonical form, never a name. */
  readonly address: string;
  readonly port: number;
  readonly type: "host" | "srflx" | "prflx" | "relay";
}

export const MAX_DESCRIPTION_BYTES = 65_536;
/** More are left out: each is an address that a stranger has us send packets to. */
const MAX_CANDIDATES = 16;

/**
 * Null for what is no offer (or answer) of one data-channel section with one SHA-256 fingerprint.
 * Candidates that are not usable are left out: over TCP, names (`.local` ones too: whoever is behind
 * one finds us by our candidates, and an answer to mDNS proves nothing), and addresses nobody has.
 */
export function readDescription(
  kind: "offer" | "answer",
  text: string,
): SessionDescription | null {
  if (text.length > MAX_DESCRIPTION_BYTES || !text.startsWith("v=0")) return null;
  const lines = text.split(/\r?\n/);
  const media = lines.filter((line) => line.startsWith("m="));
  if (media.length !== 1) return null;
  if (!/^m=application \d{1,5} (?:UDP|TCP)\/DTLS\/SCTP webrtc-datachannel$/.test(media[0]!)) {
    return null;
  }

  const one = (name: string, pattern: RegExp): string | null => {
    const start = `a=${name}:`;
    const values = new Set(
      lines.filter((line) => line.startsWith(start)).map((line) => line.slice(start.length)),
    );
    const [value] = values;
    return values.size === 1 && pattern.test(value!) ? value! : null;
  };
  const mid = one("mid", /^[\w-]{1,32}$/);
  const user = one("ice-ufrag", /^[A-Za-z0-9+/]{4,256}$/);
  const password = one("ice-pwd", /^[A-Za-z0-9+/]{22,256}$/);
  const fingerprint = one("fingerprint", /^sha-256 [0-9a-f]{2}(?::[0-9a-f]{2}){31}$/i);
  const setup = one("setup", kind === "offer" ? /^actpass$/ : /^(?:active|passive)$/);
  const sctpPort = one("sctp-port", /^[1-9]\d{0,4}$/);
  if (!mid || !user || !password || !fingerprint || !setup || !sctpPort) return null;
  if (Number(sctpPort) > 65_535) return null;
  const candidates = lines.filter((line) => line.startsWith("a=candidate:"))
    .map(readCandidate)
    .filter((candidate) => candidate !== null)
    .slice(0, MAX_CANDIDATES);
  return {
    mid,
    user,
    password,
    fingerprint: Uint8Array.from(
      fingerprint.slice("sha-256 ".length).split(":"),
      (pair) => Number.parseInt(pair, 16),
    ),
    setup: setup as SessionDescription["setup"],
    sctpPort: Number(sctpPort),
    candidates,
  };
}

export function writeDescription(description: SessionDescription): string {
  const { mid, user, password, fingerprint, setup, sctpPort, candidates } = description;
  const pairs = [...fingerprint].map((byte) => byte.toString(16).padStart(2, "0").toUpperCase());
  return [
    "v=0",
    "o=- 1 1 IN IP4 0.0.0.0",
    "s=-",
    "t=0 0",
    `a=group:BUNDLE ${mid}`,
    "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
    "c=IN IP4 0.0.0.0",
    ...candidates.map(writeCandidate),
    `a=ice-ufrag:${user}`,
    `a=ice-pwd:${password}`,
    // Not `end-of-candidates`: who has none waits to be found by ours.
    "a=ice-options:trickle",
    `a=fingerprint:sha-256 ${pairs.join(":")}`,
    `a=setup:${setup}`,
    `a=mid:${mid}`,
    `a=sctp-port:${sctpPort}`,
    "a=max-message-size:65536",
    "",
  ].join("\r\n");
}

/** From how far away a session is signalled, and so which addresses it may bring. */
export type Scope = "loopback" | "lan" | "public";
const WIDTH: Readonly<Record<Scope, number>> = { loopback: 0, lan: 1, public: 2 };

/** Of those that a stranger names, who might mean to have us disturb others. */
const MAX_PUBLIC_CANDIDATES = 4;

/**
 * Keeps the addresses that whoever signals from there may name: public ones anyone, a LAN's a
 * neighbour, loopback's this machine itself.
 */
export function withinScope(description: SessionDescription, scope: Scope): SessionDescription {
  const inScope = description.candidates
    .filter(({ address }) => WIDTH[scopeOf(address)] >= WIDTH[scope]);
  if (scope !== "public") return { ...description, candidates: inScope };
  const byAddress = new Map(inScope.toReversed().map((one) => [one.address, one]));
  const candidates = inScope.filter((one) => byAddress.get(one.address) === one)
    .slice(0, MAX_PUBLIC_CANDIDATES);
  return { ...description, candidates };
}

/**
 * How far an address, or a URL's host, reaches. A name may stand for a neighbour: it is given by
 * whoever operates this node, never by a stranger.
 */
export function scopeOf(host: string): Scope {
  if (isLoopback(host)) return "loopback";
  const address = canonicalAddress(bareHost(host));
  return address === null || !isGlobal(address) ? "lan" : "public";
}

/** Whether an IP address or a URL's host name is this machine itself. */
export function isLoopback(host: string): boolean {
  const bare = bareHost(host);
  if (/^(?:.*\.)?localhost\.?$/i.test(bare)) return true;
  const address = canonicalAddress(bare);
  return address !== null && (address === "::1" || address.startsWith("127."));
}

/** What one machine has at least: an IPv4 address, or the first half of an IPv6 one. */
export function networkOf(address: string): string {
  const bare = bareHost(address);
  if (!bare.includes(":")) return bare;
  const groups = (canonicalAddress(bare) ?? bare).split("::");
  const [head = "", tail = ""] = groups;
  const [first, last] = [head, tail].map((part) => part === "" ? [] : part.split(":"));
  const zeros = groups.length === 2 ? 8 - first!.length - last!.length : 0;
  return [...first!, ...Array<string>(Math.max(zeros, 0)).fill("0"), ...last!].slice(0, 4).join(
    ":",
  );
}

/** Without the brackets of a URL, a zone, and IPv6's clothes of an IPv4 address. */
function bareHost(host: string): string {
  return host.replace(/^\[(.*)\]$/, "$1").replace(/%.*$/, "").replace(/^::ffff:(?=[\d.]+$)/i, "");
}

function readCandidate(line: string): Candidate | null {
  const [foundation, component, transport, priority, host, port, typ, type] = line
    .slice("a=candidate:".length).split(" ");
  if (!foundation || !/^[A-Za-z0-9+/:.-]{1,64}$/.test(foundation)) return null;
  if (component !== "1" || transport?.toLowerCase() !== "udp" || typ !== "typ") return null;
  if (!priority || !/^\d{1,10}$/.test(priority) || !port || !/^\d{1,5}$/.test(port)) return null;
  if (type !== "host" && type !== "srflx" && type !== "prflx" && type !== "relay") return null;
  const address = canonicalAddress(host ?? "");
  // Nobody's ICE listens at a privileged port: what does is some service that would be disturbed.
  if (address === null || !isAddressable(address)) return null;
  if (Number(port) < 1_024 || Number(port) > 65_535) return null;
  return { foundation, priority: Number(priority), address, port: Number(port), type };
}

function writeCandidate(candidate: Candidate): string {
  const { foundation, priority, address, port, type } = candidate;
  const related = type === "host" ? "" : " raddr 0.0.0.0 rport 0";
  return `a=candidate:${foundation} 1 udp ${priority} ${address} ${port} typ ${type}${related}`;
}

/** Null for what is no IP address, or an IPv4 one in IPv6's clothes. */
function canonicalAddress(text: string): string | null {
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) {
    const isCanonical = text.split(".").every((part) =>
      Number(part) <= 255 && String(Number(part)) === part
    );
    return isCanonical ? text : null;
  }
  if (!/^[0-9a-f:]{2,39}$/i.test(text) || !text.includes(":")) return null;
  try {
    return new URL(`http://[${text}]/`).hostname.slice(1, -1);
  } catch {
    return null;
  }
}

/** Not: private, shared, link-local, of tests, unique local. */
function isGlobal(address: string): boolean {
  if (address.includes(":")) return /^[23]/.test(address) && /^[^:]{4}:/.test(address);
  const [a, b, c] = address.split(".").map(Number) as [number, number, number, number];
  if (a === 0 || a === 10 || a === 127) return false;
  if (a === 100) return b < 64 || b > 127;
  if (a === 169) return b !== 254;
  if (a === 172) return b < 16 || b > 31;
  if (a === 192) return b !== 168 && !(b === 0 && c === 0);
  return a !== 198 || (b !== 18 && b !== 19);
}

/** Not: this network, multicast, reserved, broadcast, link-local (needs a zone), mapped, none. */
function isAddressable(address: string): boolean {
  if (address.includes(".")) {
    const first = Number(address.slice(0, address.indexOf(".")));
    return first > 0 && first < 224;
  }
  if (address === "::1") return true;
  return !/^(?:::|f[ef]|64:ff9b:|2002:)/.test(address);
}
