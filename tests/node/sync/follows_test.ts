/** What is offered changes with what is followed and what is known of it, whatever changed that. */
import assert from "node:assert/strict";
import { ALICE, BEGUN, BOB, BOBS, ELSEWHERE, FESTIVAL, LOG_ID, OTHER } from "./faced.ts";
import { holds, meet, part, publish, quiet, testNode, until } from "./nodes.ts";
import { Scribe } from "../../oracle/scribe.ts";

Deno.test("follows: of two changes at once, which leave as many as before, both are said", async () => {
  const one = await testNode([FESTIVAL]);
  const other = await testNode([FESTIVAL, OTHER.id], one.clock);
  await publish(other, ...ELSEWHERE);
  const meeting = meet(one, other);
  await until(() => meeting.sessions.every((each) => each.progress()[0]?.inSync));
  await Promise.all([one.unfollow(FESTIVAL), one.follow(OTHER.id)]);
  await until(() => holds(one, ...ELSEWHERE), "what is followed now");
  await until(() => meeting.sessions.every((each) => each.progress().length === 1));
  await part(meeting);
  await Promise.all([one.stop(), other.stop()]);
});

Deno.test("follows: where nothing is bound, a festival is offered once a late payload says that it is public", async () => {
  const one = await testNode([FESTIVAL]);
  const other = await testNode([FESTIVAL], one.clock);
  await one.publish([{ entry: BEGUN.entry, payload: null }]);
  await publish(other, BEGUN, ...BOBS.slice(0, 3));
  const meeting = meet(one, other, null);
  // Until both lists are said: of these nothing shows.
  await quiet(100);
  assert(meeting.sessions.every((each) => each.progress().length === 0));
  await one.publish([{ entry: BEGUN.entry, payload: BEGUN.payload }]);
  await until(() => holds(one, ...BOBS.slice(0, 3)), "what the other holds");
  await part(meeting);
  await Promise.all([one.stop(), other.stop()]);
});

Deno.test("follows: where nothing is bound, a cut that takes away that it is public ends the sharing", async () => {
  const one = await testNode([FESTIVAL]);
  const other = await testNode([FESTIVAL], one.clock);
  await publish(one, BEGUN);
  await publish(other, BEGUN, ...BOBS.slice(0, 3));
  const meeting = meet(one, other, null);
  await until(() => holds(one, ...BOBS.slice(0, 3)));
  const fork = new Scribe().resource(ALICE, FESTIVAL, { title: "Not the festival" });
  const proof = { kind: "fork", entries: [BEGUN.entry, fork.entry] } as const;
  assert.equal(await one.host.prove(proof), "proved");
  assert.equal((await one.head(ALICE.key, LOG_ID))?.cut, 1);
  await until(() => meeting.sessions.every((each) => each.progress().length === 0), "the end");
  assert.equal((await one.head(BOB.key, LOG_ID))?.seqNum, 3);
  await part(meeting);
  await Promise.all([one.stop(), other.stop()]);
});
