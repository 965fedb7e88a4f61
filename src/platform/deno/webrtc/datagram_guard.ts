/**
 * What may come in from the network at all. werift 0.25 checks the integrity of STUN responses but
 * not of requests, so that any stranger can have it remember and probe any address; it takes DTLS
 * records from whoever sends them, and lets a record in the clear end or begin anew a session that
 * is encrypted.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { IceConnection } from "./innards.ts";

/** A peer has few addresses; each one more is remembered and probed. */
const MAX_SOURCES = 16;

const STUN_HEADER_BYTES = 20;
const STUN_COOKIE = 0x2112a442;
const BINDING_REQUEST = 0x0001;
const USERNAME = 0x0006;
const MESSAGE_INTEGRITY = 0x0008;

const DTLS_HEADER_BYTES = 13;

export interface DatagramGuard {
  /** Whether anyone who knows the password has been heard. */
  readonly heard: boolean;
  /** Stands before the sockets that have been opened meanwhile. */
  cover(): void;
}

/** Guards a connection's sockets. `isEncrypted` tells when its DTLS handshake is over. */
export function guardDatagrams(ice: IceConnection, isEncrypted: () => boolean): DatagramGuard {
  const covered = new Set<unknown>();
  const sources = new Set<string>();

  const admitted = (data: Uint8Array, source: string): Uint8Array | null => {
    const first = data[0];
    if (first === undefined) return null;
    if (first < 4) {
      if (!isStunRequest(data)) return data;
      if (!isIntegral(data, ice.localUsername, ice.localPassword)) return null;
      if (!sources.has(source) && sources.size >= MAX_SOURCES) return null;
      sources.add(source);
      return data;
    }
    if (first < 20 || first > 63 || !sources.has(source)) return null;
    return isEncrypted() ? encryptedRecords(data) : data;
  };

  return {
    get heard() {
      return sources.size > 0;
    },
    cover() {
      for (const { transport } of ice.protocols) {
        if (transport === undefined || covered.has(transport)) continue;
        covered.add(transport);
        const take = transport.onData.bind(transport);
        transport.onData = (data, from) => {
          const rest = admitted(data, from.join(" "));
          if (rest !== null) take(rest, from);
        };
      }
    },
  };
}

function isStunRequest(data: Uint8Array): boolean {
  return data[0] === BINDING_REQUEST >> 8 && data[1] === (BINDING_REQUEST & 0xff);
}

/** RFC 8489 §14.5, RFC 8445 §7.3: named for us, and keyed by the password that we told the peer. */
function isIntegral(data: Uint8Array, user: string, password: string): boolean {
  if (data.length < STUN_HEADER_BYTES) return false;
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  if (view.getUint16(2) !== data.length - STUN_HEADER_BYTES) return false;
  if (view.getUint32(4) !== STUN_COOKIE) return false;
  let named = false;
  for (let at = STUN_HEADER_BYTES; at + 4 <= data.length;) {
    const type = view.getUint16(at);
    const length = view.getUint16(at + 2);
    const value = data.subarray(at + 4, at + 4 + length);
    if (value.length < length) return false;
    if (type === USERNAME) named = new TextDecoder().decode(value).startsWith(`${user}:`);
    if (type === MESSAGE_INTEGRITY) {
      // The length that is signed ends with this attribute, whatever follows it.
      const signed = Uint8Array.from(data.subarray(0, at));
      new DataView(signed.buffer).setUint16(2, at + 24 - STUN_HEADER_BYTES);
      const expected = createHmac("sha1", password).update(signed).digest();
      return named && value.length === expected.length && timingSafeEqual(value, expected);
    }
    at += 4 + length + (4 - length % 4) % 4;
  }
  return false;
}

/** The records of a datagram that are not in the clear; null where none is. */
function encryptedRecords(data: Uint8Array): Uint8Array | null {
  const kept: Uint8Array[] = [];
  for (let at = 0; at + DTLS_HEADER_BYTES <= data.length;) {
    const epoch = data[at + 3]! << 8 | data[at + 4]!;
    const end = at + DTLS_HEADER_BYTES + (data[at + 11]! << 8 | data[at + 12]!);
    if (end > data.length) break;
    if (epoch > 0) kept.push(data.subarray(at, end));
    at = end;
  }
  if (kept.length === 1 && kept[0]!.length === data.length) return data;
  return kept.length === 0 ? null : Buffer.concat(kept);
}
