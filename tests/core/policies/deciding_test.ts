import assert from "node:assert/strict";
import fc from "fast-check";
import { type Asked, decideBy, type PolicyContext } from "../../../src/core/policies/mod.ts";
import {
  allShine,
  type Lanterns,
  lanternsFor,
  touch,
  touchesText,
} from "../../../src/core/policies/lanterns/mod.ts";
import { asks, CONFIRM, contextOf, hexOf } from "./sample.ts";

Deno.test("phone and manual leave every request to the owner", () => {
  for (const name of ["phone", "manual"]) {
    assert.deepEqual(decideBy(name, contextOf(asks(0, 10))), { kind: "ask", why: name });
  }
});

Deno.test("token confirms its holders in their order, and lets others wait", () => {
  const token = hexOf("7");
  const context = (author: string, earlier: Asked[]) =>
    contextOf(asks(0, 10, { author, id: author }), {
      params: { token: { $bytes: token } },
      earlier,
      holds: (resource, who = author) => resource === token && who.startsWith("holder"),
    });
  const line = [
    asks(0, 10, { id: "x", author: "bo" }),
    asks(0, 10, { id: "y", author: "holder 1" }),
  ];
  assert.deepEqual(decideBy("token", context("holder 2", line.slice(0, 1))), CONFIRM);
  assert.deepEqual(decideBy("token", context("holder 2", line)), { kind: "wait", place: 2 });
  assert.equal(decideBy("token", context("cy", [])).kind, "wait");
});

const VOTERS = ["1", "2", "3", "4"].map(hexOf);
const yes = (i: number) => ({ author: VOTERS[i]!, verdict: "confirmed" as const });
const no = (i: number) => ({ author: VOTERS[i]!, verdict: "denied" as const });
const voters = VOTERS.map((key) => ({ $bytes: key }));

Deno.test("a vote confirms once enough said yes, and denies once they cannot any more", () => {
  const verdict = (votes: PolicyContext["votes"], over = {}, now = 0) =>
    decideBy("vote", contextOf(asks(0, 10), { params: { voters, ...over }, votes, now }));
  const wait = { kind: "wait", place: 1 };
  assert.deepEqual(verdict([]), wait);
  assert.deepEqual(verdict([yes(0), yes(1), no(2)]), wait);
  assert.deepEqual(verdict([yes(0), yes(1), yes(3)]), CONFIRM);
  assert.equal(verdict([no(0), no(1)]).kind, "deny");
  assert.deepEqual(verdict([no(0), no(1)], { yes: 1 }), wait);
  assert.deepEqual(verdict([yes(0)], { yes: 1 }), CONFIRM);
  // More than there are voters: all of them.
  assert.deepEqual(verdict([0, 1, 2, 3].map(yes), { yes: 9 }), CONFIRM);
  const stranger = { author: hexOf("9"), verdict: "confirmed" as const };
  assert.deepEqual(verdict([stranger, stranger, stranger]), wait);
  assert.deepEqual(verdict([yes(0)], { until: 50 }, 49), { ...wait, until: 50 });
  assert.equal(verdict([yes(0)], { until: 50 }, 50).kind, "deny");
  assert.deepEqual(verdict([0, 1, 2].map(yes), { until: 50 }, 99), CONFIRM);
});

Deno.test("a yes still needs room", () => {
  const over = { params: { voters }, votes: [0, 1, 2].map(yes), standing: [asks(5, 15)] };
  assert.deepEqual(decideBy("vote", contextOf(asks(0, 10), over)), { kind: "wait", place: 2 });
  const tooMany = contextOf(asks(0, 10, { quantity: 2 }), over);
  assert.equal(decideBy("vote", tooMany).kind, "deny");
});

const DEADLINE = 1_000;
const wish = fc.record({
  start: fc.integer({ min: 0, max: 20 }),
  length: fc.integer({ min: 1, max: 10 }),
  quantity: fc.integer({ min: 1, max: 2 }),
  receivedAt: fc.integer({ min: 0, max: 1_500 }),
});

/** Runs over the line as an agent does, until nothing changes; gives what stands, in order. */
function run(line: readonly Asked[], quantity: number, now: number): Asked[] {
  const standing: Asked[] = [];
  for (let again = true; again;) {
    again = false;
    const earlier: Asked[] = [];
    const waiting = line.filter((one) => !standing.includes(one));
    for (const request of waiting) {
      const context = contextOf(request, {
        params: { until: DEADLINE },
        quantity,
        standing,
        earlier,
        line: waiting,
        now,
      });
      const decision = decideBy("draw", context);
      if (decision.kind === "confirm") {
        standing.push(request);
        again = true;
      } else if (decision.kind === "wait") earlier.push(request);
    }
  }
  return standing;
}

Deno.test("a draw waits until its deadline, whatever comes", () => {
  const context = contextOf(asks(0, 10), { params: { until: DEADLINE }, now: DEADLINE - 1 });
  assert.deepEqual(decideBy("draw", context), { kind: "wait", place: 1, until: DEADLINE });
  assert.deepEqual(run([asks(0, 10), asks(20, 30)], 1, DEADLINE - 1), []);
});

Deno.test("a draw comes out the same in any order of arrival, never confirms more than fits, and late ones come last", () => {
  fc.assert(
    fc.property(
      fc.array(wish, { maxLength: 8 }),
      fc.integer({ min: 1, max: 3 }),
      fc.nat(),
      (wishes, quantity, turn) => {
        const line = wishes.map(({ start, length, ...one }, i) =>
          asks(start, start + length, { ...one, id: `request ${i}` })
        );
        const inTime = line.filter((one) => one.receivedAt < DEADLINE);
        const turned = inTime.map((_, i) => inTime[(i + turn) % inTime.length]!);
        const ids = (standing: Asked[]) => standing.map(({ id }) => id).sort();
        const drawn = run(inTime, quantity, DEADLINE);
        assert.deepEqual(ids(drawn), ids(run(turned, quantity, DEADLINE)));
        const late = line.filter((one) => one.receivedAt >= DEADLINE);
        const all = run([...late, ...inTime], quantity, 2_000);
        assert.deepEqual(ids(all.filter((one) => inTime.includes(one))), ids(drawn));
        for (let at = 0; at < 40; at++) {
          const now = all.filter(({ start, end }) => start <= at && at < end);
          assert(now.reduce((sum, one) => sum + one.quantity, 0) <= quantity);
        }
      },
    ),
    { numRuns: 200 },
  );
});

Deno.test("who comes after a draw stands behind its lots once, and behind who was late before", () => {
  const left = asks(0, 10, { id: "left to the owner" });
  const late = { ...asks(0, 10, { id: "late" }), receivedAt: DEADLINE };
  const earlier = [left, asks(5, 15, { id: "late before", receivedAt: DEADLINE })];
  const over = { params: { until: DEADLINE }, now: DEADLINE + 1, earlier };
  assert.deepEqual(decideBy("draw", contextOf(late, { ...over, quantity: 3 })), CONFIRM);
  const full = decideBy("draw", contextOf(late, { ...over, quantity: 2 }));
  assert.deepEqual(full, { kind: "wait", place: 3 });
});

Deno.test("a draw gives everybody the same chance", () => {
  const wins = new Map<string, number>();
  for (let i = 0; i < 400; i++) {
    const line = ["a", "b", "c", "d"].map((name) => asks(0, 10, { id: `${name} ${i}` }));
    const [winner] = run(line, 1, DEADLINE);
    const name = winner!.id.slice(0, 1);
    wins.set(name, (wins.get(name) ?? 0) + 1);
  }
  for (const name of ["a", "b", "c", "d"]) assert(Math.abs(wins.get(name)! - 100) < 40, name);
});

Deno.test("the game is won by lighting all lanterns, and never loses anybody the request", () => {
  const solve = (side: number, resource: string, event: string): number[] => {
    // Breadth first over sets of touches, for the small board.
    for (let set = 0; set < 2 ** (side * side); set++) {
      const touches = [...Array(side * side).keys()].filter((at) => set & (1 << at));
      const end = touches.reduce<Lanterns>(
        (lanterns, at) => touch(lanterns, side, at),
        lanternsFor(side, resource, event),
      );
      if (allShine(end)) return touches;
    }
    throw new Error("not solvable");
  };
  const decide = (answer: string | null, over = {}) =>
    decideBy("game", contextOf({ ...asks(0, 10), answer, ...over }, { params: { side: "3" } }));
  const touches = solve(3, "hall", "event");
  assert.deepEqual(decide(`touches: ${touchesText(touches)}`), CONFIRM);
  assert.deepEqual(decide(`touches: ${touchesText([...touches, 4, 4])}`), CONFIRM);
  // Asked for along with a new event, whose id nobody knew yet.
  const { author } = asks(0, 10);
  assert.deepEqual(decide(`touches: ${touchesText(solve(3, "hall", author))}`), CONFIRM);
  assert.deepEqual(decide(null), { kind: "ask", why: "not-played" });
  assert.deepEqual(decide("unable: yes"), { kind: "ask", why: "not-played" });
  assert.deepEqual(decide("touches: 99"), { kind: "ask", why: "not-played" });
  const wrong = touchesText(touches.filter((_, i) => i > 0));
  if (wrong !== "") assert.deepEqual(decide(`touches: ${wrong}`), { kind: "ask", why: "not-won" });
  assert.notDeepEqual(lanternsFor(3, "hall", "event"), lanternsFor(3, "hall", "other event"));
});

Deno.test("every game has something to light, and can be won", () => {
  fc.assert(
    fc.property(fc.constantFrom(3, 4, 5), fc.string(), fc.string(), (side, resource, event) => {
      const lanterns = lanternsFor(side, resource, event);
      assert.equal(lanterns.length, side * side);
      assert(lanterns.filter((lit) => !lit).length >= side);
      assert.deepEqual(lanterns, lanternsFor(side, resource, event));
    }),
    { numRuns: 200 },
  );
});

Deno.test("first come, first served: who waits for a booking is not in the way of its being shifted", () => {
  const booked = asks(10, 12, { id: "booked" });
  const waiter = asks(11, 13, { id: "waiter", author: "bo" });
  const decide = (start: number, end: number, over: Partial<Asked> = {}, ahead = [waiter]) =>
    decideBy(
      "first-come-first-served",
      contextOf({ ...asks(start, end, { id: "move", ...over }), replaces: "booked" }, {
        standing: [booked],
        earlier: ahead,
      }),
    ).kind;
  // Half an hour later; the waiter has to wait for that, too.
  assert.equal(decide(10.5, 12.5), "confirm");
  // Longer, of more, or elsewhere: then whoever came before holds the place.
  assert.equal(decide(10.5, 12.6), "wait");
  assert.equal(decide(12, 14), "wait");
  assert.equal(decide(10.5, 12.5, { author: "bo" }), "wait");
  // Whoever waits for something else holds it against a move, too.
  const other = asks(12, 13, { id: "other", author: "cy" });
  assert.equal(decide(10.5, 12.5, {}, [waiter, other]), "wait");
});
