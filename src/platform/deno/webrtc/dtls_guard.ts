/**
 * Who is at the other end of a DTLS connection. werift 0.25 compares the certificate that the peer
 * shows with the fingerprint in its description, but never checks that the peer holds its key: it
 * reads over the signatures in ServerKeyExchange and CertificateVerify, and over Finished. A
 * certificate is public, so anybody on the way could show it and sit in between. Here both
 * signatures are checked (RFC 5246 §7.4.3, §7.4.8), on a transcript that cannot have been mixed.
 *
 * With the extended master secret (RFC 7627), which is demanded, the keys depend on the whole
 * transcript; so what Finished would add is added by the first record that decrypts.
 */
import { createHash, verify, X509Certificate } from "node:crypto";
import type { DtlsMessage, DtlsSocket, DtlsTransport } from "./innards.ts";

const CLIENT_HELLO = 1;
const SERVER_HELLO = 2;
const CERTIFICATE = 11;
const SERVER_KEY_EXCHANGE = 12;
const CERTIFICATE_REQUEST = 13;
const SERVER_HELLO_DONE = 14;
const CERTIFICATE_VERIFY = 15;
/** ServerHello, and all that is said once from there to Finished. */
const SAID_ONCE: ReadonlySet<number> = new Set([2, 11, 12, 13, 14, 15, 16]);

const ECDSA = 3;
const RSA = 1;
const HASHES: Readonly<Record<number, string>> = { 4: "sha256", 5: "sha384", 6: "sha512" };

export interface DtlsGuard {
  /** Once connected: whether the peer holds the key of the certificate of this fingerprint. */
  proves(fingerprint: Uint8Array): boolean;
}

/** Watches a handshake from before its beginning. */
export function guardHandshake(transport: DtlsTransport): DtlsGuard {
  const said = new Map<number, Uint8Array>();
  transport.onStateChange.subscribe((state) => {
    // The socket is made in this same turn, and hears nothing before the next.
    if (state === "connecting") queueMicrotask(() => transport.dtls && watch(transport.dtls, said));
  });
  return {
    proves(fingerprint) {
      const socket = transport.dtls;
      if (socket === undefined || !socket.connected) return false;
      if (!socket.dtls.remoteExtendedMasterSecret) return false;
      const certificate = socket.cipher.remoteCertificate;
      if (certificate === undefined) return false;
      const actual = createHash("sha256").update(certificate).digest();
      if (!actual.equals(fingerprint)) return false;
      return transport.role === "client"
        ? serverSigned(socket, certificate, said)
        : clientSigned(socket, certificate, said);
    },
  };
}

/**
 * Lets a handshake be said once, and in order. werift takes the latest of each message for its keys,
 * but the first for its transcript: an honest one could cover for another. Even an honest
 * repetition (a browser repeats after 50 ms) can have it answer twice: then it makes keys that nobody
 * else has, and counts its records from 0 again. One connection in thirty failed of that.
 */
function watch(socket: DtlsSocket, said: Map<number, Uint8Array>): void {
  const take = socket.onHandleHandshakes.bind(socket);
  let early: DtlsMessage | undefined;

  const isNew = (message: DtlsMessage): boolean => {
    const { msg_type, fragment } = message;
    // A connection begins once: a hello later on would begin another, with whomever.
    if (msg_type === CLIENT_HELLO) return !socket.connected;
    if (msg_type === SERVER_HELLO_DONE && !said.has(msg_type) && !isComplete(said)) {
      early = message;
      return false;
    }
    if (!SAID_ONCE.has(msg_type)) return true;
    const before = said.get(msg_type);
    if (before === undefined) {
      said.set(msg_type, Uint8Array.from(fragment));
      return true;
    }
    if (!equal(before, fragment)) throw new Error("a DTLS handshake contradicts itself");
    // Our answer to it is repeated by the clock anyway.
    return false;
  };

  socket.onHandleHandshakes = async (messages) => {
    const fresh = messages.filter(isNew);
    if (early !== undefined && isComplete(said)) {
      if (isNew(early)) fresh.push(early);
      early = undefined;
    }
    await take(fresh);
  };
}

/** Whether a server has said all that comes before its ServerHelloDone. */
function isComplete(said: ReadonlyMap<number, unknown>): boolean {
  return [SERVER_HELLO, CERTIFICATE, SERVER_KEY_EXCHANGE, CERTIFICATE_REQUEST]
    .every((type) => said.has(type));
}

/** The server's signature over both nonces and the key that it agrees with. */
function serverSigned(
  { cipher }: DtlsSocket,
  certificate: Uint8Array,
  said: ReadonlyMap<number, Uint8Array>,
): boolean {
  const message = said.get(SERVER_KEY_EXCHANGE);
  const { localRandom, remoteRandom } = cipher;
  if (message === undefined || !localRandom || !remoteRandom) return false;
  // curve type (1: a named one), curve (2), length of the key (1), the key
  const length = 4 + (message[3] ?? 0);
  const signed = Buffer.concat([
    localRandom.serialize(),
    remoteRandom.serialize(),
    message.subarray(0, length),
  ]);
  return verifies(certificate, signed, message.subarray(length));
}

/** The client's signature over all that was said before it. */
function clientSigned(
  { dtls }: DtlsSocket,
  certificate: Uint8Array,
  said: ReadonlyMap<number, Uint8Array>,
): boolean {
  const message = said.get(CERTIFICATE_VERIFY);
  const transcript: DtlsMessage[] = [];
  for (const one of dtls.sortedHandshakeCache) {
    if (one.msg_type === CERTIFICATE_VERIFY) break;
    transcript.push(one);
  }
  if (message === undefined || transcript[0]?.msg_type !== CLIENT_HELLO) return false;
  return verifies(certificate, Buffer.concat(transcript.map((one) => one.serialize())), message);
}

/** Checks `hash (1) ‖ algorithm (1) ‖ length (2) ‖ signature`, which is all there is. */
function verifies(certificate: Uint8Array, data: Uint8Array, signed: Uint8Array): boolean {
  const [hashId, algorithm, high, low] = signed;
  const hash = HASHES[hashId ?? 0];
  const signature = signed.subarray(4);
  if (hash === undefined || signature.length !== ((high ?? 0) << 8 | (low ?? 0))) return false;
  try {
    const key = new X509Certificate(certificate).publicKey;
    const type = key.asymmetricKeyType;
    if (!(algorithm === ECDSA && type === "ec") && !(algorithm === RSA && type === "rsa")) {
      return false;
    }
    return verify(hash, data, key, signature);
  } catch {
    // No certificate, or no signature, to OpenSSL.
    return false;
  }
}

function equal(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
