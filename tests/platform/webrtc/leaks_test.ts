import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

Deno.test("Connector: leaves neither sockets nor timers behind, whatever became of it", async () => {
  const program = fileURLToPath(new URL("leaving.ts", import.meta.url));
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", "-A", program],
  }).output();
  assert.equal(new TextDecoder().decode(stderr), "");
  assert.equal(new TextDecoder().decode(stdout), "rejected rejected\n");
  assert(success);
});
