/** A node that holds a few logs, and a peer that is driven by hand. */
import assert from "node:assert/strict";
import { logIdOf } from "../../../src/core/messages/mod.ts";
import { festivalOf, type Person, person, Scribe, type Written } from "../../oracle/scribe.ts";
import { BOUND, channelPair, Hand, publish, quiet, startOn, testNode } from "./nodes.ts";

export const [ALICE, BOB, EVE] = [person(1), person(2), person(3)] as const;
export const NAME = festivalOf(ALICE, 1);
export const FESTIVAL = NAME.id;
export const LOG_ID = logIdOf(FESTIVAL);
export const OTHER = festivalOf(BOB, 2);
export const MINUTE = 60_000;

const scribe = new Scribe();
export const BEGUN = scribe.begin(NAME, { title: "Camp", visibility: "public" });
export const PROFILE = scribe.create(ALICE, null, "user", { name: "Alice" });
export const HALL = scribe.resource(ALICE, FESTIVAL, { title: "Hall" });
export const BOBS = log(BOB, FESTIVAL, 40);
export const BOBS_PROFILE = scribe.create(BOB, null, "user", { name: "Bob" });
export const EVES_PROFILE = scribe.create(EVE, null, "user", { name: "Eve" });
export const ELSEWHERE = log(BOB, OTHER.id, 3);

function log(author: Person, festival: Uint8Array, length: number): Written[] {
  return Array.from(
    { length },
    (_, i) => scribe.resource(author, festival, { title: `${i}`, description: "x".repeat(i * 97) }),
  );
}

/** A node, and a peer driven by hand. */
export async function facing(binding = BOUND) {
  const node = await testNode([FESTIVAL]);
  await publish(node, BEGUN, PROFILE);
  const { channels: [ours, theirs], freeze } = channelPair(node.clock, binding);
  const session = startOn(node, ours, "answerer");
  const hand = new Hand(theirs, "dialer");
  const stop = async () => {
    hand.channel.close();
    await Promise.all([ours.closed, theirs.closed]);
    assert.equal(node.clock.waiting, 0, "a timer is left");
    await node.stop();
  };
  return { node, session, hand, freeze, stop };
}

export type Facing = Awaited<ReturnType<typeof facing>>;
type Deed = (facing: Facing) => Promise<unknown>;

/** Does something to a node, which ends the session with a code. */
export function ends(name: string, code: string, offence: boolean, deed: Deed, shake = true): void {
  Deno.test(`startSession: ${name} ends it: ${code}`, async () => {
    const faced = await facing();
    if (shake) await faced.hand.shakeHands();
    deed(faced).catch((error) => {
      if (error.name !== "ChannelClosedError") throw error;
    });
    const end = await faced.session.ended;
    assert.equal(end.cause, undefined);
    assert.deepEqual([end.code, end.offence], [code, offence]);
    await faced.stop();
  });
}

export const shared: (deed: Deed) => Deed = (deed) => async (faced) => {
  await faced.hand.follow(FESTIVAL);
  await faced.hand.nextOf("heads");
  await deed(faced);
};
export const synced: (deed: Deed) => Deed = (deed) =>
  shared(async (faced) => {
    await faced.hand.heads(FESTIVAL);
    await faced.hand.nextOf("complete");
    await deed(faced);
  });
export const tampered = ({ entry }: Written, at: number) => entry.with(at, entry[at]! ^ 1);

/** Some time passes, and what falls due is done. */
export async function aWhile(clock: { advance(ms: number): void }, ms: number): Promise<void> {
  clock.advance(ms);
  await quiet(5);
}
