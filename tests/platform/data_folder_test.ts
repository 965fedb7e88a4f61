import assert from "node:assert/strict";
import { WeatherError } from "../../src/node/mod.ts";
import { openDataFolder, systemEntropy } from "../../src/platform/deno/mod.ts";
import { withFolder } from "./program.ts";

Deno.test("openDataFolder: one holder at a time, and the next after it", async () => {
  await withFolder((folder) => {
    const one = openDataFolder(`${folder}/a/b`, systemEntropy);
    assert.throws(
      () => openDataFolder(`${folder}/a/b`, systemEntropy),
      (error) => error instanceof WeatherError && error.code === "locked",
    );
    const other = openDataFolder(`${folder}/c`, systemEntropy);
    assert.notEqual(other.operatorToken, one.operatorToken);
    one.release();
    other.release();
    const again = openDataFolder(`${folder}/a/b`, systemEntropy);
    assert.equal(again.operatorToken, one.operatorToken);
    again.release();
  });
});

Deno.test("openDataFolder: makes a token anew where the file was torn", async () => {
  await withFolder((folder) => {
    for (const torn of ["", "abc", "\0".repeat(65)]) {
      Deno.writeTextFileSync(`${folder}/operator-token`, torn);
      const { operatorToken, release } = openDataFolder(folder, systemEntropy);
      assert.match(operatorToken, /^[0-9a-f]{64}$/);
      assert.equal(Deno.readTextFileSync(`${folder}/operator-token`), `${operatorToken}\n`);
      release();
    }
  });
});
