/**
 * Makes the database of the present version, once a version has come about:
 * `deno run -A tests/node/store/versions/make.ts`. Those of older versions are never made again.
 */
import { fileURLToPath } from "node:url";
import { openSqlStore } from "../../../../src/node/mod.ts";
import { native, openSqlDriver } from "../../../../src/platform/deno/mod.ts";
import { forkProofOf } from "../../../oracle/scribe.ts";
import { checked } from "../../../oracle/scribe.ts";
import { BEN, FESTIVAL, LEFT, PEER, tale } from "./tale.ts";

const folder = fileURLToPath(new URL("./", import.meta.url));
const working = `${folder}working.sqlite`;
const driver = openSqlDriver(working);
try {
  const store = await openSqlStore({ driver, primitives: native });
  await store.follow(FESTIVAL.id);
  await store.follow(LEFT.id);
  const scribe = tale();
  const options = { followCreated: false, receivedAt: 1_700_000_000_000 };
  const give = () => store.append(scribe.written.map((one) => checked(one)), options);
  await give();
  scribe.cut(BEN, FESTIVAL.id, 4);
  await store.prove(forkProofOf(scribe.logs.find(({ author }) => author === BEN)!));
  // Once more: what a delete erased is wanted again, since the cut took that delete.
  await give();
  await store.unfollow(LEFT.id);
  await store.rememberPeer(PEER);
  await store.setSetting("agent-seed", "ab".repeat(32));
  const { user_version: version } = driver.prepare("PRAGMA user_version").get()!;
  const file = `${folder}version_${version}.sqlite`;
  // Small pages: two dozen tables and indices that are nearly empty.
  driver.exec("PRAGMA journal_mode = DELETE; PRAGMA page_size = 512; VACUUM");
  Deno.writeFileSync(file, Deno.readFileSync(working), { createNew: true });
  console.log(`${file}: ${Deno.statSync(file).size} bytes`);
} finally {
  driver.close();
  Deno.removeSync(working);
}
