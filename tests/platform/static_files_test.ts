import assert from "node:assert/strict";
import { readStaticFiles } from "../../src/platform/deno/mod.ts";
import { withFolder } from "./program.ts";

Deno.test("readStaticFiles: reads a folder with its types and a hash of each file", async () => {
  await withFolder((folder) => {
    Deno.mkdirSync(`${folder}/icons`);
    Deno.writeTextFileSync(`${folder}/a.css`, "a{}");
    Deno.writeTextFileSync(`${folder}/icons/b.svg`, "<svg/>");
    Deno.writeTextFileSync(`${folder}/same.css`, "a{}");
    Deno.writeTextFileSync(`${folder}/secret.env`, "x");
    const files = readStaticFiles(folder);
    const style = files.get("a.css")!;
    assert.equal(style.type, "text/css; charset=utf-8");
    assert.deepEqual(style.bytes, new TextEncoder().encode("a{}"));
    assert.match(style.etag, /^[0-9a-f]{16}$/);
    assert.equal(files.get("same.css")!.etag, style.etag);
    assert.equal(files.get("icons/b.svg")!.type, "image/svg+xml");
    for (const name of ["secret.env", "none.css", "", "icons", "../a.css", "__proto__"]) {
      assert.equal(files.get(name), null);
    }
  });
});
