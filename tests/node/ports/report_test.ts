import assert from "node:assert/strict";
import { type Report, WeatherError } from "../../../src/node/mod.ts";
import { createLineReport } from "../../../src/platform/deno/mod.ts";
import { MemoryReport } from "./memory_report.ts";
import { SeededEntropy } from "./seeded_entropy.ts";
import { VirtualClock } from "./virtual_clock.ts";

/** A report, and the text in which what it was told can be found. */
const REPORTS: { readonly [name: string]: () => { report: Report; text: () => string } } = {
  lines: () => {
    const { report, lines } = lineReport();
    return { report, text: () => lines.join("\n") };
  },
  memory: () => {
    const report = new MemoryReport();
    return { report, text: () => JSON.stringify(report.reported) };
  },
};

for (const [name, make] of Object.entries(REPORTS)) {
  Deno.test(`Report (${name}): keeps events and their facts`, () => {
    const { report, text } = make();
    report.info("node.started", { entries: 3 });
    report.warn("peer.slow", { name: "ada" });
    assert.match(text(), /node\.started[\s\S]*3[\s\S]*peer\.slow[\s\S]*ada/);
  });

  Deno.test(`Report (${name}): gives an id for an error, by which it is found`, () => {
    const { report, text } = make();
    const one = report.error("request.failed", new Error("boom"), { path: "/" });
    const other = report.error("request.failed", "not an error");
    assert.notEqual(one, other);
    assert.match(one, /^[\w-]+$/);
    for (const id of [one, other]) assert(text().includes(id));
  });

  Deno.test(`Report (${name}): takes whatever was thrown`, () => {
    const { report } = make();
    const circular = new Error("a");
    circular.cause = circular;
    for (const cause of [null, undefined, 1, {}, Symbol("x"), circular, new Error("")]) {
      assert(report.error("odd", cause).length > 0);
    }
  });
}

Deno.test("createLineReport: one line each, readable and in a fixed form", () => {
  const { report, lines } = lineReport();
  report.info("node.started", { data: "/srv/panda", entries: 3, local: true, peer: null });
  report.warn("name.odd", { name: 'a "b"\nc', empty: "" });
  assert.deepEqual(lines, [
    "2026-01-01T00:00:00.000Z info node.started data=/srv/panda entries=3 local=true peer=null",
    '2026-01-01T00:00:00.000Z warn name.odd name="a \\"b\\"\\nc" empty=""',
  ]);
});

Deno.test("createLineReport: nothing that others wrote can break a line or move the cursor", () => {
  const { report, lines } = lineReport();
  const text = Array.from({ length: 0x2070 }, (_, i) => String.fromCharCode(i)).join("");
  report.warn("name.odd", { text });
  report.error("name.odd", new Error(text));
  for (const line of lines) {
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(line, /[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
  }
});

Deno.test("createLineReport: an error says what it was doing, why it failed, and where", () => {
  const { report, lines } = lineReport();
  const id = report.error("append.failed", new WeatherError("disk-full", new Error("code 13")));
  assert.match(lines[0]!, new RegExp(`error append\\.failed id=${id} error="the disk is full`));
  assert.match(lines[0]!, /← code 13"/);
  assert.match(lines[0]!, /stack=".*report_test\.ts/);
});

function lineReport() {
  const lines: string[] = [];
  const report = createLineReport({
    write: (line) => lines.push(line),
    clock: new VirtualClock(),
    entropy: new SeededEntropy(),
  });
  return { report, lines };
}
