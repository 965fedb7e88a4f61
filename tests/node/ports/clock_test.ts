import assert from "node:assert/strict";
import type { Clock } from "../../../src/node/mod.ts";
import { systemClock } from "../../../src/platform/deno/mod.ts";
import { VirtualClock } from "./virtual_clock.ts";

interface Subject {
  readonly clock: Clock;
  /** Lets time go by until the task has run that resolves this. */
  until(ran: Promise<void>): Promise<void>;
}

const CLOCKS: { readonly [name: string]: () => Subject } = {
  system: () => ({ clock: systemClock, until: (ran) => ran }),
  virtual: () => {
    const clock = new VirtualClock();
    return {
      clock,
      until(ran) {
        clock.advance(1_000);
        return ran;
      },
    };
  },
};

for (const [name, make] of Object.entries(CLOCKS)) {
  const test = (behaviour: string, task: (subject: Subject) => Promise<void>) =>
    Deno.test(`Clock (${name}): ${behaviour}`, () => task(make()));

  test("tells Unix milliseconds, whole and not backwards", async ({ clock, until }) => {
    const before = clock.now();
    assert(Number.isSafeInteger(before) && before > Date.UTC(2020, 0, 1));
    const { promise, resolve } = Promise.withResolvers<void>();
    clock.after(2, resolve);
    await until(promise);
    assert(clock.now() >= before);
  });

  test("runs a task once, not before its time, and never at once", async ({ clock, until }) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const ran: number[] = [];
    const start = clock.now();
    clock.after(0, () => ran.push(0));
    clock.after(5, () => ran.push(clock.now() - start));
    clock.after(20, resolve);
    assert.deepEqual(ran, []);
    await until(promise);
    assert.equal(ran.length, 2);
    // A system's timer may be early by the part of a millisecond that `now` leaves out.
    assert(ran[1]! >= 4);
  });

  test("runs nothing that was cancelled, and takes a late cancel", async ({ clock, until }) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    let ran = 0;
    const cancel = clock.after(5, () => ran++);
    const late = clock.after(0, () => ran += 10);
    clock.after(20, resolve);
    cancel();
    cancel();
    await until(promise);
    late();
    assert.equal(ran, 10);
  });

  test("runs what falls due in order, also what a task adds", async ({ clock, until }) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const ran: string[] = [];
    clock.after(10, () => ran.push("second"));
    clock.after(1, () => {
      ran.push("first");
      clock.after(25, () => {
        ran.push("third");
        resolve();
      });
    });
    await until(promise);
    assert.deepEqual(ran, ["first", "second", "third"]);
  });
}
