/**
 * Two nodes prove to each other who they are, on this very connection.
 *
 * Both say hello with their node's key and a fresh nonce. The transcript binds both keys, both
 * nonces and the DTLS fingerprints of both ends, each in its role, so that a proof is good for no
 * other connection and cannot be relayed by somebody in the middle. Both sign it. What follows in
 * the session is keyed by it.
 */
import { blake2b512, type Primitives, sign } from "../../core/crypto/mod.ts";
import { sameBytes } from "../../core/bamboo/mod.ts";
import type { ChannelBinding } from "../ports.ts";
import { type Frame, WIRE_VERSION } from "./frames.ts";

export type Role = "dialer" | "answerer";

export interface HandshakeParts {
  readonly role: Role;
  /** Seed and public key of this node. */
  readonly seed: Uint8Array;
  readonly key: Uint8Array;
  /** 32 fresh bytes. */
  readonly nonce: Uint8Array;
  readonly binding: ChannelBinding | null;
  readonly primitives: Primitives;
}

export type HandshakeState =
  | { readonly at: "hello" }
  | { readonly at: "proof"; readonly peer: Uint8Array; readonly transcript: Uint8Array }
  | { readonly at: "done"; readonly peer: Uint8Array; readonly transcript: Uint8Array }
  | { readonly at: "failed"; readonly code: HandshakeCode };

export type HandshakeCode =
  /** A frame that does not belong here. */
  | "unexpected-frame"
  | "other-version"
  /** The node is talking to itself, or to a copy of itself. */
  | "same-key"
  | "bad-proof";

export interface HandshakeStep {
  readonly state: HandshakeState;
  readonly send: readonly Frame[];
}

const PURPOSE = new TextEncoder().encode("p2panda/1/handshake/");

export function beginHandshake({ key, nonce }: HandshakeParts): HandshakeStep {
  return {
    state: { at: "hello" },
    send: [{ type: "hello", version: WIRE_VERSION, key, nonce }],
  };
}

/** Takes the next frame of the other side; pure. */
export function stepHandshake(
  parts: HandshakeParts,
  state: HandshakeState,
  frame: Frame,
): HandshakeStep {
  if (state.at === "hello" && frame.type === "hello") {
    if (frame.version !== WIRE_VERSION) return fail("other-version");
    if (sameBytes(frame.key, parts.key)) return fail("same-key");
    const transcript = transcriptOf(parts, frame.key, frame.nonce);
    const signature = sign(statement(parts.role, transcript), parts.seed);
    return {
      state: { at: "proof", peer: frame.key, transcript },
      send: [{ type: "proof", signature }],
    };
  }
  if (state.at === "proof" && frame.type === "proof") {
    const theirs = statement(otherRole(parts.role), state.transcript);
    if (!parts.primitives.verifySignature(frame.signature, theirs, state.peer)) {
      return fail("bad-proof");
    }
    return { state: { ...state, at: "done" }, send: [] };
  }
  return fail("unexpected-frame");
}

export function otherRole(role: Role): Role {
  return role === "dialer" ? "answerer" : "dialer";
}

function transcriptOf(parts: HandshakeParts, key: Uint8Array, nonce: Uint8Array): Uint8Array {
  const none = new Uint8Array(32);
  const ours = [parts.key, parts.nonce, parts.binding?.local ?? none];
  const theirs = [key, nonce, parts.binding?.remote ?? none];
  const [dialer, answerer] = parts.role === "dialer" ? [ours, theirs] : [theirs, ours];
  return blake2b512(join([PURPOSE, ...dialer!, ...answerer!]));
}

function statement(role: Role, transcript: Uint8Array): Uint8Array {
  return join([PURPOSE, new TextEncoder().encode(`${role}/`), transcript]);
}

function join(pieces: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let offset = 0;
  for (const piece of pieces) {
    joined.set(piece, offset);
    offset += piece.length;
  }
  return joined;
}

function fail(code: HandshakeCode): HandshakeStep {
  return { state: { at: "failed", code }, send: [] };
}
