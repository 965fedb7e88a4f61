import assert from "node:assert/strict";
import fc from "fast-check";
import {
  isLoopback,
  networkOf,
  readDescription,
  scopeOf,
  type SessionDescription,
  withinScope,
  writeDescription,
} from "../../../src/node/channel/mod.ts";

const PRINT = Array.from({ length: 32 }, (_, index) => index.toString(16).padStart(2, "0"));

/** As a browser writes it. */
function offerWith(...lines: string[]): string {
  return [
    "v=0",
    "o=- 4611731400430051336 2 IN IP4 127.0.0.1",
    "s=-",
    "t=0 0",
    "a=group:BUNDLE 0",
    "a=extmap-allow-mixed",
    "a=msid-semantic: WMS",
    "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
    "c=IN IP4 0.0.0.0",
    "a=ice-ufrag:EsAw",
    "a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1",
    "a=ice-options:trickle",
    `a=fingerprint:sha-256 ${PRINT.join(":").toUpperCase()}`,
    "a=setup:actpass",
    "a=mid:0",
    "a=sctp-port:5000",
    "a=max-message-size:262144",
    ...lines,
    "",
  ].join("\r\n");
}

function candidate(address: string, rest = "54321 typ host"): string {
  return `a=candidate:1 1 udp 2113937151 ${address} ${rest}`;
}

function addresses(description: SessionDescription | null): string[] {
  return description!.candidates.map(({ address }) => address);
}

Deno.test("readDescription: reads a browser's offer", () => {
  assert.deepEqual(readDescription("offer", offerWith(candidate("192.168.1.7"))), {
    mid: "0",
    user: "EsAw",
    password: "P2uYro0UCOQ4zxjKXaWCBui1",
    fingerprint: Uint8Array.from({ length: 32 }, (_, index) => index),
    setup: "actpass",
    sctpPort: 5000,
    candidates: [{
      foundation: "1",
      priority: 2113937151,
      address: "192.168.1.7",
      port: 54321,
      type: "host",
    }],
  });
});

Deno.test("readDescription: what is written is read again as it was, and nothing else is in it", () => {
  const read = readDescription(
    "offer",
    offerWith(
      candidate("fd00::17"),
      candidate("10.0.0.1", "1024 typ srflx raddr 10.0.0.2 rport 9 generation 0"),
      "a=x-unknown:1",
    ),
  )!;
  const written = writeDescription(read);
  assert.deepEqual(readDescription("offer", written), read);
  assert(!written.includes("unknown") && !written.includes("10.0.0.2"));
});

Deno.test("readDescription: refuses what is no data channel's session", () => {
  const good = offerWith();
  const bad: { readonly [name: string]: string } = {
    "nothing": "",
    "something else": "<!doctype html>",
    "too long": offerWith("a=x:".padEnd(65_536)),
    "another section": good + "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n",
    "media instead": good.replace("m=application", "m=audio"),
    "no fingerprint": good.replace(/a=fingerprint.*\r\n/, ""),
    "a weak fingerprint": good.replace("sha-256", "sha-1"),
    "a short fingerprint": good.replace(/:1F\r\n/, "\r\n"),
    "two fingerprints": offerWith(`a=fingerprint:sha-256 ${PRINT.toReversed().join(":")}`),
    "no password": good.replace(/a=ice-pwd.*\r\n/, ""),
    "a short password": good.replace("P2uYro0UCOQ4zxjKXaWCBui1", "P2uYro0U"),
    "two names": offerWith("a=ice-ufrag:other"),
    "an answer's role": good.replace("actpass", "active"),
    "no port": good.replace("sctp-port:5000", "sctp-port:0"),
    "a port beyond ports": good.replace("sctp-port:5000", "sctp-port:70000"),
    "no name of the section": good.replace(/a=mid.*\r\n/, ""),
  };
  assert.notEqual(readDescription("offer", good), null);
  assert.equal(readDescription("answer", good), null);
  assert.notEqual(readDescription("answer", good.replace("actpass", "passive")), null);
  for (const [name, text] of Object.entries(bad)) {
    assert.equal(readDescription("offer", text), null, name);
  }
});

Deno.test("readDescription: leaves out addresses that are none, or nobody's", () => {
  const left = readDescription(
    "offer",
    offerWith(
      ...[
        "6d3e1b5c-1c5e-4e0c-9f0c-1b2c3d4e5f60.local",
        "example.org",
        "metadata",
        "0.0.0.0",
        "224.0.0.251",
        "255.255.255.255",
        "010.0.0.1",
        "2130706433",
        "0x7f.1",
        "127.1",
        "1.2.3.4.5",
        "::",
        "::ffff:127.0.0.1",
        "::ffff:7f00:1",
        "::7f00:1",
        "fe80::1",
        "ff02::fb",
        "64:ff9b::7f00:1",
        "[::1]",
        "fd00::1%eth0",
      ].map((address) => candidate(address)),
      candidate("10.0.0.1", "80 typ host"),
      candidate("10.0.0.1", "65536 typ host"),
      candidate("10.0.0.1", "5000 typ other"),
      "a=candidate:1 2 udp 1 10.0.0.1 5000 typ host",
      "a=candidate:1 1 tcp 1 10.0.0.1 5000 typ host tcptype passive",
      "a=candidate:",
      candidate("10.0.0.9"),
      candidate("2001:DB8:0:0::1"),
    ),
  );
  assert.deepEqual(addresses(left), ["10.0.0.9", "2001:db8::1"]);
});

Deno.test("readDescription: takes no more than sixteen candidates", () => {
  const many = Array.from({ length: 200 }, (_, index) => candidate(`10.0.0.${index + 1}`));
  assert.equal(readDescription("offer", offerWith(...many))!.candidates.length, 16);
});

Deno.test("withinScope: loopback for this machine, a LAN's for neighbours, public for all", () => {
  const loopback = ["127.0.0.1", "127.9.9.9", "::1"];
  const lan = ["192.168.1.7", "10.1.2.3", "172.31.0.1", "169.254.1.1", "100.64.0.1", "fd00::7"];
  const open = ["2001:db8::1", "172.32.0.1", "100.128.0.1"];
  const all = [...loopback, ...lan, ...open];
  const description = readDescription("offer", offerWith(...all.map((one) => candidate(one))))!;
  assert.deepEqual(addresses(withinScope(description, "loopback")), all);
  assert.deepEqual(addresses(withinScope(description, "lan")), [...lan, ...open]);
  assert.deepEqual(addresses(withinScope(description, "public")), open);
});

Deno.test("withinScope: of a stranger's addresses four, each once", () => {
  const ports = [5_000, 5_001].map((port) => candidate("8.8.8.8", `${port} typ host`));
  const others = [1, 2, 3, 4, 5].map((last) => candidate(`8.8.4.${last}`));
  const description = readDescription("offer", offerWith(...ports, ...others))!;
  const { candidates } = withinScope(description, "public");
  assert.deepEqual(
    candidates.map(({ address }) => address),
    ["8.8.8.8", "8.8.4.1", "8.8.4.2", "8.8.4.3"],
  );
  assert.equal(candidates[0]!.port, 5_000);
  assert.equal(withinScope(description, "lan").candidates.length, 7);
});

Deno.test("scopeOf: of addresses and of hosts in URLs, names being a neighbour's", () => {
  const scopes = {
    loopback: ["localhost", "127.0.0.1", "[::1]", "::ffff:127.0.0.1"],
    lan: [
      "192.168.0.1",
      "::ffff:10.0.0.1",
      "fe80::1%eth0",
      "[fd00::1]",
      "box.local",
      "fest.example",
    ],
    public: ["8.8.8.8", "::ffff:8.8.8.8", "[2001:db8::1]", "172.15.0.1", "192.0.1.1"],
  };
  for (const [scope, hosts] of Object.entries(scopes)) {
    for (const host of hosts) assert.equal(scopeOf(host), scope, host);
  }
});

Deno.test("networkOf: an IPv4 address, half of an IPv6 one", () => {
  assert.equal(networkOf("192.0.2.1"), "192.0.2.1");
  assert.equal(networkOf("::ffff:192.0.2.1"), "192.0.2.1");
  assert.equal(networkOf("2001:db8::1"), networkOf("2001:DB8:0:0:9:9:9:9"));
  assert.equal(networkOf("2001:db8::1"), "2001:db8:0:0");
  assert.notEqual(networkOf("2001:db8::1"), networkOf("2001:db8:0:1::1"));
});

Deno.test("isLoopback: knows this machine's names and addresses", () => {
  for (const host of ["localhost", "LOCALHOST.", "a.localhost", "127.0.0.1", "[::1]", "::1"]) {
    assert(isLoopback(host), host);
  }
  for (const host of ["localhost.example", "128.0.0.1", "[fd00::1]", "", "127.0.0.1.example"]) {
    assert(!isLoopback(host), host);
  }
});

Deno.test("readDescription: never throws, and gives only what can be written", () => {
  const lines = fc.array(fc.oneof(
    fc.string({ maxLength: 60 }),
    fc.constantFrom(...offerWith(candidate("10.0.0.1")).split("\r\n")),
    fc.string({ maxLength: 40 }).map((text) => `a=candidate:${text}`),
    fc.tuple(fc.ipV4(), fc.ipV6(), fc.nat(70_000)).map(([one, other, port]) =>
      candidate(port % 2 ? one : other, `${port} typ host`)
    ),
  ));
  fc.assert(fc.property(lines, (more) => {
    for (const text of [more.join("\n"), offerWith(...more)]) {
      const read = readDescription("offer", text);
      if (read !== null) assert.deepEqual(readDescription("offer", writeDescription(read)), read);
    }
  }));
});
