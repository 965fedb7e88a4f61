import assert from "node:assert/strict";
import { createAuthority } from "../../src/platform/deno/mod.ts";

function authority(host: string, publicUrl: string | null = null, addresses: string[] = []) {
  return createAuthority({ host, publicUrl, operatorToken: "t", addresses: () => addresses });
}

function assertKnows(host: string, publicUrl: string | null, known: string[], foreign: string[]) {
  const one = authority(host, publicUrl, ["192.168.1.7", "fe80::1"]);
  for (const name of known) assert(one.knows(name), `${host} should know ${name}`);
  for (const name of foreign) assert(!one.knows(name), `${host} should not know ${name}`);
}

Deno.test("createAuthority: on loopback only loopback names are ours", () => {
  assertKnows("127.0.0.1", null, [
    "localhost",
    "localhost:8000",
    "LOCALHOST:8000",
    "localhost.",
    "127.0.0.1",
    "127.0.0.1:1",
    "[::1]:8000",
  ], [
    "",
    "evil.example",
    "evil.example:8000",
    "localhost.evil.example",
    "192.168.1.7:8000",
    "127.0.0.1.evil.example",
    "evil@localhost",
    "localhost/",
    "localhost:port",
    "null",
    "0.0.0.0",
  ]);
});

Deno.test("createAuthority: on every address those of this machine are ours, names are not", () => {
  assertKnows("0.0.0.0", null, ["192.168.1.7:8000", "localhost:8000", "[fe80::1]:8000"], [
    "192.168.1.8",
    "panda.local",
    "evil.example",
  ]);
});

Deno.test("createAuthority: the address listened on and the public URL's host are ours", () => {
  assertKnows("192.168.1.7", "https://festival.example", [
    "192.168.1.7:80",
    "festival.example",
    "Festival.example:443",
  ], ["192.168.1.9", "example"]);
});

Deno.test("createAuthority: local only on loopback with no public URL", () => {
  for (const host of ["127.0.0.1", "127.0.0.5", "localhost", "::1", "[::1]"]) {
    assert(authority(host).local, host);
    assert(!authority(host, "https://festival.example").local, host);
  }
  for (const host of ["0.0.0.0", "::", "192.168.1.7", "127.evil.example", "localhost.example"]) {
    assert(!authority(host).local, host);
  }
});
