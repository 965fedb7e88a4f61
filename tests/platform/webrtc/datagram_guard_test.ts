import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { guardDatagrams } from "../../../src/platform/deno/webrtc/datagram_guard.ts";

const USER = "ours", PASSWORD = "a password of twenty-two";

function guarded(isEncrypted = () => false) {
  const passed: Uint8Array[] = [];
  const transport = {
    onData: (data: Uint8Array, _from: readonly [string, number]) => void passed.push(data),
  };
  const guard = guardDatagrams(
    { stunServer: null, localUsername: USER, localPassword: PASSWORD, protocols: [{ transport }] },
    isEncrypted,
  );
  guard.cover();
  const arrive = (data: Uint8Array, host = "10.0.0.1", port = 5_000) => {
    const before = passed.length;
    transport.onData(data, [host, port]);
    return passed.length > before ? passed.at(-1)! : null;
  };
  return { guard, arrive };
}

/** A binding request, RFC 8489: USERNAME, then MESSAGE-INTEGRITY. */
function request(user = `${USER}:theirs`, password = PASSWORD): Uint8Array {
  const name = new TextEncoder().encode(user);
  const padded = Math.ceil(name.length / 4) * 4;
  const bytes = new Uint8Array(20 + 4 + padded + 24);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 1);
  view.setUint16(2, bytes.length - 20);
  view.setUint32(4, 0x2112a442);
  view.setUint16(20, 6);
  view.setUint16(22, name.length);
  bytes.set(name, 24);
  view.setUint16(24 + padded, 8);
  view.setUint16(26 + padded, 20);
  bytes.set(
    createHmac("sha1", password).update(bytes.subarray(0, 24 + padded)).digest(),
    28 + padded,
  );
  return bytes;
}

/** A DTLS record of 5 bytes. */
function record(epoch: number, type = 22): Uint8Array {
  return Uint8Array.of(type, 254, 253, 0, epoch, 0, 0, 0, 0, 0, 0, 0, 5, 1, 2, 3, 4, 5);
}

Deno.test("guardDatagrams: lets in STUN requests that know the password, and no others", () => {
  const { arrive } = guarded();
  assert.notEqual(arrive(request()), null);
  assert.equal(arrive(request(`${USER}:theirs`, "another password")), null);
  assert.equal(arrive(request("others:theirs")), null);
  assert.equal(arrive(request().subarray(0, 20)), null);
  const bare = request().slice(0, 36);
  new DataView(bare.buffer).setUint16(2, 16);
  assert.equal(arrive(bare), null);
  for (let at = 0; at < request().length; at++) {
    const changed = request();
    changed[at]! ^= 0x40;
    // What is no request any more is left to the transactions that it may answer.
    if (at >= 2) assert.equal(arrive(changed), null, `byte ${at}`);
  }
});

Deno.test("guardDatagrams: takes DTLS from whom it let in, and from nobody else", () => {
  const { arrive } = guarded();
  assert.equal(arrive(record(0)), null);
  arrive(request());
  assert.notEqual(arrive(record(0)), null);
  assert.equal(arrive(record(0), "10.0.0.1", 5_001), null);
  assert.equal(arrive(record(0), "10.0.0.2"), null);
  assert.equal(arrive(Uint8Array.of(128, 1, 2)), null);
  assert.equal(arrive(new Uint8Array(0)), null);
});

Deno.test("guardDatagrams: once encrypted, takes nothing in the clear", () => {
  let encrypted = false;
  const { arrive } = guarded(() => encrypted);
  arrive(request());
  encrypted = true;
  assert.equal(arrive(record(0)), null);
  assert.equal(arrive(record(0, 21)), null);
  assert.deepEqual(arrive(record(1)), record(1));
  const mixed = new Uint8Array([...record(0), ...record(1), ...record(0, 21)]);
  assert.deepEqual(new Uint8Array(arrive(mixed)!), record(1));
  assert.equal(arrive(record(1).subarray(0, 10)), null);
});

Deno.test("guardDatagrams: remembers sixteen addresses of a peer", () => {
  const { arrive } = guarded();
  for (let port = 1; port <= 40; port++) {
    assert.equal(arrive(request(), "10.0.0.1", port) !== null, port <= 16);
  }
  assert.notEqual(arrive(request(), "10.0.0.1", 1), null);
});

Deno.test("guardDatagrams: tells whether the peer was heard, which a stranger is not", () => {
  const { guard, arrive } = guarded();
  arrive(request(undefined, "another password of 22."));
  arrive(record(0));
  assert(!guard.heard);
  arrive(request());
  assert(guard.heard);
});
