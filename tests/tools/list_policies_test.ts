import assert from "node:assert/strict";
import { POLICIES_FOLDER, policyFiles, policyList } from "../../tools/list_policies.ts";

Deno.test("the list of policies is what their files make: deno task build writes it", async () => {
  const files = await policyFiles();
  assert.equal(await Deno.readTextFile(`${POLICIES_FOLDER}list.ts`), policyList(files));
  assert.match(files.get("list.ts")!, /firstComeFirstServed/);
});

Deno.test("a file that defines a policy is listed, and no other", () => {
  const list = policyList(
    new Map([
      ["coin.ts", 'export const coin = definePolicy({ name: "coin" });'],
      ["room.ts", "export function placeInLine() {}"],
    ]),
  );
  assert.match(list, /import \{ coin \} from "\.\/coin\.ts";/);
  assert.match(list, /= \[\n {2}coin,\n\];/);
  assert.doesNotMatch(list, /room/);
});
