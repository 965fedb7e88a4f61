import assert from "node:assert/strict";
import { readSettings, UsageError } from "../../src/platform/deno/mod.ts";

const FESTIVAL = "0123456789abcdef".repeat(4);

function read(args: string[], variables: Record<string, string> = {}) {
  return readSettings(args, (name) => ({ HOME: "/home/ada", ...variables })[name]);
}

Deno.test("readSettings: needs nothing", () => {
  const settings = read([]);
  assert.equal(settings.host, "127.0.0.1");
  assert.equal(settings.port, 8_000);
  assert.match(settings.data, /p2panda$/);
  assert.deepEqual(settings.peers, []);
  assert.deepEqual(settings.follow, []);
  assert.equal(settings.publicUrl, null);
  assert.equal(settings.discovery, true);
});

Deno.test("readSettings: every flag has a variable, and a flag comes first", () => {
  const args = [
    ["--host", "::1"],
    ["--port", "0"],
    ["--data", "/tmp/a"],
    ["--peer", "https://one.example", "--peer", "wss://two.example/x"],
    ["--follow", FESTIVAL],
    ["--public-url", "https://festival.example/"],
    ["--no-discovery"],
  ].flat();
  const variables = {
    P2PANDA_HOST: "[::1]",
    P2PANDA_PORT: "0",
    P2PANDA_DATA: "/tmp/a",
    P2PANDA_PEER: "https://one.example, wss://two.example/x",
    P2PANDA_FOLLOW: FESTIVAL.toUpperCase(),
    P2PANDA_PUBLIC_URL: "https://festival.example",
    P2PANDA_DISCOVERY: "off",
  };
  assert.deepEqual(read(args), read([], variables));
  assert.deepEqual(read(args).peers, ["https://one.example/", "wss://two.example/x"]);
  assert.equal(read(args).publicUrl, "https://festival.example");
  const others = Object.fromEntries(Object.keys(variables).map((name) => [name, "%%%"]));
  assert.deepEqual(read(args, others), read(args));
  assert.equal(read(["--port", "1", "--port", "2"]).port, 2);
  assert.deepEqual(read([], { P2PANDA_PORT: "", P2PANDA_DISCOVERY: "" }), read([]));
});

Deno.test("readSettings: says what is wrong with a value, and where it came from", () => {
  const wrong: [string[], Record<string, string>, RegExp][] = [
    [["--port", "eighty"], {}, /^--port must be a number from 0 to 65535: got "eighty"$/],
    [["--port", "65536"], {}, /65535/],
    [["--port=-1"], {}, /65535/],
    [[], { P2PANDA_PORT: "1e3" }, /^P2PANDA_PORT must/],
    [["--host", "a:80"], {}, /^--host must/],
    [["--host", "http://a"], {}, /^--host must/],
    [["--data", ""], {}, /^--data must not be empty$/],
    [["--peer", "one.example"], {}, /^--peer must be an address/],
    [["--follow", "abc"], {}, /^--follow must be a festival's id, 64 hex digits/],
    [[], { P2PANDA_FOLLOW: `${FESTIVAL},${FESTIVAL}00` }, /^P2PANDA_FOLLOW must/],
    [["--public-url", "https://a.example/path"], {}, /without a path/],
    [["--public-url", "ftp://a.example"], {}, /^--public-url must/],
    [[], { P2PANDA_DISCOVERY: "perhaps" }, /^P2PANDA_DISCOVERY must be on or off/],
    [["--no-discovery=yes"], {}, /takes no value/],
    [["--port"], {}, /^--port needs a value$/],
    [["--port", "--host", "a"], {}, /^--port needs a value$/],
    [["--prot", "1"], {}, /^there is no flag --prot: did you mean --port\?$/],
    [["-x"], {}, /^there is no flag -x/],
    [["--", "--port"], {}, /^what is "--port"\?$/],
    [["8000"], {}, /^what is "8000"\?$/],
  ];
  for (const [args, variables, message] of wrong) {
    assert.throws(
      () => read(args, variables),
      (error) => error instanceof UsageError && message.test(error.message),
      JSON.stringify([args, variables]),
    );
  }
});

Deno.test("readSettings: the data folder is the platform's own", () => {
  if (Deno.build.os !== "linux") return void assert.match(read([]).data, /p2panda$/);
  assert.equal(read([]).data, "/home/ada/.local/share/p2panda");
  assert.equal(read([], { XDG_DATA_HOME: "/srv/x" }).data, "/srv/x/p2panda");
  assert.equal(read([], { XDG_DATA_HOME: "x" }).data, "/home/ada/.local/share/p2panda");
});
