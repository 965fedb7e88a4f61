/** A field's quick test must judge as its type does. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { SCHEMAS } from "../../../src/core/messages/mod.ts";

const number = fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.double(), fc.constantFrom(0, -1));
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.string({ maxLength: 80 }),
  fc.constantFrom("planned", "public", "yes", "a\nb", "\u007f", "Europe/Berlin", ""),
  fc.nat(11_000).map((length) => "x".repeat(length)),
);
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.constantFrom(16, 32).map((length) => new Uint8Array(length)),
);
const value = fc.oneof(
  number,
  text,
  bytes,
  fc.boolean(),
  fc.constantFrom(null, undefined),
  fc.array(fc.oneof(text, bytes), { maxLength: 3 }),
  fc.dictionary(fc.string({ maxLength: 5 }), text, { maxKeys: 3 }),
);

Deno.test("fields: the test of a type says what the type says, and leaves the value as it is", () => {
  const fields = Object.values(SCHEMAS).flatMap(({ fields }) => Object.entries(fields));
  const tested = fields.filter(([, field]) => field.test !== null);
  assert(tested.length > 30, `only ${tested.length} of ${fields.length} have a test`);
  fc.assert(
    fc.property(value, (given) => {
      for (const [name, { type, test }] of tested) {
        const parsed = type.safeParse(given);
        assert.equal(test!(given), parsed.success, name);
        if (parsed.success) assert.equal(parsed.data, given, name);
      }
    }),
    { numRuns: 500 },
  );
});
