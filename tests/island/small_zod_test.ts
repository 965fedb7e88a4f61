/** The island's stand-in for `zod/mini` must judge as `zod/mini` does. */
import assert from "node:assert/strict";
import fc from "fast-check";
import * as zod from "zod/mini";
import * as small from "../../src/island/small_zod.ts";

zod.config({ jitless: true });

/** Makes the same type by either library; both have what core/messages uses. */
type Library = typeof zod;
const libraries = [zod, small as unknown as Library];

const isText = (value: unknown) => typeof value === "string" && value.length < 4;
const isCount = (value: unknown) => typeof value === "number" && value > 0;

const shapes: readonly ((z: Library) => { safeParse(value: unknown): unknown })[] = [
  (z) => z.custom(isText),
  (z) => z.optional(z.custom(isText)),
  (z) => z.array(z.custom(isText)).check(z.maxLength(2)),
  (z) => z.tuple([z.custom(isCount), z.custom(isCount)]),
  (z) =>
    z.object({
      a: z.custom(isText),
      b: z.optional(z.custom(isCount)),
      c: z._default(z.custom(isCount), 7),
      d: z.optional(z.tuple([z.custom(isCount), z.custom(isCount)])),
    }),
  (z) => z.object({ a: z.optional(z.custom(isText)) }),
  (z) =>
    z.pipe(
      z.custom((value) => !(value instanceof Uint8Array)),
      z.object({ a: z.optional(z.custom(isText)) }) as never,
    ),
  (z) => z.array(z.object({ a: z.custom(isText), b: z.custom(isCount) })).check(z.maxLength(2)),
];

const leaf = fc.oneof(
  fc.constantFrom("", "abc", "abcd", 0, 1, 2, null, true, undefined),
  fc.constant(new Uint8Array(2)),
);
const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    leaf,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("a", "b", "c", "d", "e"), tie("value")),
  ),
})).value;

Deno.test("small_zod judges every value as zod/mini does, and gives the same", () => {
  fc.assert(
    fc.property(value, fc.constantFrom(...shapes), (value, shape) => {
      const [theirs, ours] = libraries.map((z) => {
        const { success, data } = shape(z).safeParse(value) as { success: boolean; data?: unknown };
        return { success, data };
      });
      assert.deepEqual(ours, theirs);
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("small_zod has everything that core uses of zod/mini", async () => {
  for (const folder of ["messages", "policies"]) {
    const core = new URL(`../../src/core/${folder}/`, import.meta.url);
    for await (const { name, isFile } of Deno.readDir(core)) {
      const text = isFile ? await Deno.readTextFile(new URL(name, core)) : "";
      const [, named = ""] = /import \{([^}]*)\} from "zod\/mini"/.exec(text) ?? [];
      const used = [
        ...[...text.matchAll(/\bz\.([a-z_]\w*)\b(?!\.)/g)].map(([, one]) => one!),
        ...named.split(",").map((one) => one.trim()).filter((one) => /^[a-z_]\w*$/.test(one)),
      ];
      for (const one of used) {
        assert(one in small, `${name} uses ${one}: add it to src/island/small_zod.ts`);
      }
    }
  }
});
