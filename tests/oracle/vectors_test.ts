import assert from "node:assert/strict";
import { decodeEntry, hashOf } from "../../src/core/bamboo/mod.ts";
import { fromHex } from "../../src/core/messages/mod.ts";
import { type ProjectionVectors, projectionVectors } from "../vectors/make_projection.ts";
import { project, type World } from "./world.ts";

const file = new URL("../vectors/projection.json", import.meta.url);
const vectors: ProjectionVectors = JSON.parse(Deno.readTextFileSync(file));

Deno.test("our vectors: the file is what its script makes", () => {
  const made = JSON.parse(JSON.stringify(projectionVectors()));
  assert.deepEqual(made, vectors, "the rules have changed, or run make_projection.ts");
});

for (const { name, logs, projection } of vectors.worlds) {
  Deno.test(`our vectors: from bytes alone the oracle says the same: ${name}`, () => {
    const world: World = {
      logs: logs.map(({ author, festival, cut, entries }) => ({
        author: fromHex(author)!,
        festival: festival === null ? null : fromHex(festival)!,
        cut,
        entries: entries.map(({ entry: hex, payload }) => {
          const bytes = fromHex(hex)!;
          const decoded = decodeEntry(bytes);
          assert(decoded.ok);
          const { seqNum, endOfLog } = decoded.entry;
          const hash = hashOf(bytes);
          return { seqNum, hash, endOfLog, payload: payload === null ? null : fromHex(payload)! };
        }),
      })).toReversed(),
    };
    assert.deepEqual(project(world), projection);
  });
}
