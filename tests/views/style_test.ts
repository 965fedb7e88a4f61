import assert from "node:assert/strict";
import { MOST_LANES } from "../../src/views/timeline.ts";

const css = await Deno.readTextFile(new URL("../../static/style.css", import.meta.url));

Deno.test("style.css loads nothing from elsewhere", () => {
  assert.doesNotMatch(css, /@import|@font-face|url\(/);
});

Deno.test("style.css has a class for every row and lane of the programme", () => {
  for (let row = 1; row <= 96; row++) {
    assert.ok(css.includes(`.from-${row}{`), `from-${row}`);
    assert.ok(css.includes(`.to-${row + 1}{`), `to-${row + 1}`);
  }
  for (let lane = 1; lane <= MOST_LANES; lane++) {
    assert.ok(css.includes(`.lane-${lane}{`) && css.includes(`.lanes-${lane}{`), `${lane}`);
    assert.ok(css.includes(`.upto-${lane + 1}{`));
  }
});

Deno.test("style.css stays small", async () => {
  const gzip = new Blob([css]).stream().pipeThrough(new CompressionStream("gzip"));
  const size = (await new Response(gzip).arrayBuffer()).byteLength;
  assert.ok(size <= 10_240, `${size} bytes`);
});
