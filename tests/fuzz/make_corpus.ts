/** Makes the honest part of the corpus anew: `deno run -A tests/fuzz/make_corpus.ts`. */
import { recordLine } from "../../src/commands/carried_lines.ts";
import { encodeVarU64, MAX_U64 } from "../../src/core/bamboo/mod.ts";
import { type CborValue, encodeCbor } from "../../src/core/messages/mod.ts";
import { encodeMessage, type Item } from "../../src/node/channel/wire.ts";
import { writeDescription } from "../../src/node/channel/mod.ts";
import { encodeFrame } from "../../src/node/sync/frames.ts";
import { sampleLog } from "../core/bamboo/sample_log.ts";
import { festivalOf, person, Scribe } from "../oracle/scribe.ts";
import { sampleFrames } from "../vectors/make_frames.ts";
import { folderOf } from "./corpus.ts";

const ANNA = person(0);
const FESTIVAL = festivalOf(ANNA);
const F = FESTIVAL.id;
const text = new TextEncoder();
const id = (byte: number) => new Uint8Array(32).fill(byte);

function write(target: string, inputs: { readonly [name: string]: Uint8Array }): void {
  Deno.mkdirSync(folderOf(target), { recursive: true });
  for (const [name, bytes] of Object.entries(inputs)) {
    Deno.writeFileSync(`${folderOf(target)}/${name}.bin`, bytes);
  }
}

write("varu64", {
  small: encodeVarU64(7),
  edge: encodeVarU64(248),
  long: encodeVarU64(65_536),
  longest: encodeVarU64(MAX_U64),
});

const log = sampleLog(13, { logId: 300n });
const ended = sampleLog(4, { ends: true });
write("yamf", { hash: log[0]!.hash, twice: new Uint8Array([...log[0]!.hash, ...log[1]!.hash]) });
const entries = {
  first: log[0]!.bytes,
  second: log[1]!.bytes,
  skips: log[7]!.bytes,
  last: ended[3]!.bytes,
};
write("entry", entries);
write("pool", entries);

write("cbor", {
  map: encodeCbor({ a: [1, -1, null, true, "ä", new Uint8Array(3)], bb: { c: -70_000 } }),
  large: encodeCbor({ n: Number.MAX_SAFE_INTEGER, t: "x".repeat(300), b: new Uint8Array(300) }),
  deep: encodeCbor(Array.from({ length: 15 }).reduce<CborValue>((inner) => [inner], [])),
  claims: Uint8Array.fromHex("9a06b49d20"),
  nested: Uint8Array.fromHex("9a0000ff00".repeat(40)),
  lists: new Uint8Array(200).fill(0x81),
  lengths: Uint8Array.fromHex("5bffffffffffffffff"),
});

const scribe = new Scribe();
scribe.begin(FESTIVAL, { title: "Panda", description: "in\nlines", timezone: "Europe/Berlin" });
const hall = scribe.resource(ANNA, F, {
  title: "Hall",
  tags: ["warm"],
  kind: "space",
  availability: [{ start: 0, end: 9 }],
  policy: { name: "manual", params: { a: 1 } },
  place: { gps: [525200000, 134000000], address: "Ufer 1" },
  access: { stepFree: "yes" },
});
scribe.update(ANNA, hall, "resource", { title: "Great hall", people: null });
const event = scribe.create(ANNA, F, "event", {
  title: "Tea",
  start: 0,
  end: 1,
  links: [{ label: "more", url: "https://example.org" }],
});
const asked = scribe.request(ANNA, hall, [0, 1], { event: event.id, note: "please" });
scribe.answer(ANNA, asked, "confirmed", "welcome");
scribe.remove(asked, "request");
scribe.create(ANNA, null, "user", { name: "Anna", members: [id(1)] });
write(
  "message",
  Object.fromEntries(scribe.written.map(({ payload }, i) => [`message-${i}`, payload])),
);

write(
  "frame",
  Object.fromEntries(
    Object.entries(sampleFrames()).map((
      [name, frame],
    ) => [name.replaceAll(/\W+/g, "-"), encodeFrame(frame)]),
  ),
);

const items: Item[] = [
  { kind: "control", frame: text.encode("control") },
  { kind: "bulk", frame: text.encode("bulk") },
  { kind: "credit", control: 1, bulk: 2 ** 31 },
  { kind: "ping" },
  { kind: "pong" },
  { kind: "bye" },
];
write("channel", {
  all: encodeMessage(items),
  ...Object.fromEntries(items.map((item) => [item.kind, encodeMessage([item])])),
});

const description = {
  mid: "0",
  user: "EsAw",
  password: "P2uYro0UCOQ4zxjKXaWCBui1",
  fingerprint: id(7),
  sctpPort: 5_000,
  candidates: [
    { foundation: "1", priority: 1, address: "192.168.1.2", port: 54_321, type: "host" },
    { foundation: "2", priority: 2, address: "fd00::1", port: 54_321, type: "host" },
    { foundation: "3", priority: 3, address: "203.0.113.4", port: 4_000, type: "srflx" },
  ],
} as const;
write("sdp", {
  offer: text.encode(writeDescription({ ...description, setup: "actpass" })),
  answer: text.encode(writeDescription({ ...description, setup: "active", candidates: [] })),
});

const proof = { kind: "fork", entries: [hall.entry, asked.entry] } as const;
const lie = { kind: "size-lie", entry: hall.entry, payload: hall.payload } as const;
write("carried", {
  head: text.encode('{"p2panda":"logs","version":1}'),
  end: text.encode('{"end":{"entries":1,"proofs":0}}'),
  festival: text.encode(recordLine({ kind: "festival", id: F, ancestor: true })),
  entry: text.encode(recordLine({ kind: "entry", entry: hall.entry, payload: hall.payload })),
  fork: text.encode(recordLine({ kind: "proof", proof })),
  lie: text.encode(recordLine({ kind: "proof", proof: lie })),
});

write("hex", { some: text.encode("00ff10ab"), upper: text.encode("00FF") });
