import assert from "node:assert/strict";
import fc from "fast-check";
import { type Chosen, confirmedTogether, fittingTogether } from "../../../src/core/forms/mod.ts";
import { type Asked, settle } from "../../../src/node/projections/settlement.ts";

/** Some requests for one resource; `said` confirmed before, in line, or denied before. */
const request = fc.record({
  author: fc.nat(2),
  start: fc.nat(12),
  length: fc.integer({ min: 1, max: 5 }),
  quantity: fc.integer({ min: 1, max: 4 }),
  replaces: fc.option(fc.nat(9)),
  said: fc.constantFrom("confirmed", "pending", "denied"),
  isChosen: fc.boolean(),
});

Deno.test("confirmedTogether says what the rule of bookings then makes of it", () => {
  fc.assert(fc.property(
    fc.integer({ min: 1, max: 5 }),
    fc.array(request, { maxLength: 10 }),
    (quantity, made) => {
      let seq = 0;
      const answer = (confirmed: boolean) => ({ entry: ++seq, seq, confirmed });
      const asked = made.map((one, i): Asked => ({
        entry: i,
        author: one.author,
        seq: i,
        fromCutLog: false,
        deleted: false,
        start: one.start,
        end: one.start + one.length,
        quantity: one.quantity,
        replaces: one.replaces !== null && one.replaces < i ? one.replaces : null,
        byOwner: one.said === "pending" ? [] : [answer(one.said === "confirmed")],
        byDeputy: [],
      }));
      const shown = ({ entry, author, replaces, ...one }: Asked): Chosen => ({
        ...one,
        request: `${entry}`,
        author: `${author}`,
        replaces: replaces === null ? null : `${replaces}`,
      });
      const before = settle(quantity, asked);
      const held = asked.filter(({ entry }) => /con/.test(before[entry]!.status));
      const chosen = asked.filter(({ entry }) =>
        made[entry]!.isChosen && /pending|denied/.test(before[entry]!.status)
      );
      const said = confirmedTogether(
        held.map(shown),
        chosen.map(shown),
        quantity,
        asked.map(shown),
      );
      const after = settle(
        quantity,
        asked.map((one) =>
          chosen.includes(one) ? { ...one, byOwner: [...one.byOwner, answer(true)] } : one
        ),
      );
      const fitting = new Set(
        fittingTogether(held.map(shown), chosen.map(shown), quantity, asked.map(shown))
          .map(({ request }) => Number(request)),
      );
      const signed = settle(
        quantity,
        asked.map((one) =>
          fitting.has(one.entry) ? { ...one, byOwner: [...one.byOwner, answer(true)] } : one
        ),
      );
      for (const one of fitting) assert(/confirmed|withdrawn/.test(signed[one]!.status));
      for (const { entry } of held) {
        // Nor does what is signed hurt what stood.
        if (before[entry]!.status !== "confirmed") continue;
        assert(/confirmed|withdrawn/.test(signed[entry]!.status));
      }
      for (const { request, becomes } of said) {
        const { status } = after[Number(request)]!;
        // What another one of the chosen replaces is asked for no more.
        if (status === "withdrawn") continue;
        assert.equal(becomes === "confirmed", status === "confirmed", `${request}: ${becomes}`);
      }
    },
  ));
});
