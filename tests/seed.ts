/**
 * What chance the property tests have. `deno task test` tries the same cases each time, so that who
 * changes something else never finds a failure that is not theirs; `deno task soak` tries others in
 * each round. A run without this file (`deno test` by hand) has seeds of its own, too.
 */
import fc from "fast-check";

if (Deno.env.get("P2PANDA_SEEDS") !== "any") fc.configureGlobal({ seed: 2019 });
