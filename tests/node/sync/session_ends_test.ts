/** What ends a session: offences, and a peer that is too slow. */
import assert from "node:assert/strict";
import { Scribe } from "../../oracle/scribe.ts";
import {
  aWhile,
  BOB,
  BOBS,
  ELSEWHERE,
  ends,
  EVE,
  EVES_PROFILE,
  facing,
  FESTIVAL,
  HALL,
  MINUTE,
  OTHER,
  shared,
  synced,
  tampered,
} from "./faced.ts";
import { publish } from "./nodes.ts";

ends(
  "a hello that is no frame",
  "bad-frame",
  true,
  ({ hand }) => hand.sendBytes(new Uint8Array([0xff])),
  false,
);
ends(
  "a frame before the handshake",
  "unexpected-frame",
  false,
  ({ hand }) => hand.send({ type: "complete", festival: FESTIVAL }, "control"),
  false,
);
ends(
  "another version",
  "other-version",
  false,
  ({ hand }) =>
    hand.send({ type: "hello", version: 2, key: hand.parts.key, nonce: hand.parts.nonce }),
  false,
);
ends(
  "our own key",
  "same-key",
  false,
  ({ hand, node }) =>
    hand.send({ type: "hello", version: 1, key: node.identity.key, nonce: new Uint8Array(32) }),
  false,
);
ends("a proof of something else", "bad-proof", true, async ({ hand }) => {
  await hand.send({ type: "hello", version: 1, key: hand.parts.key, nonce: hand.parts.nonce });
  await hand.send({ type: "proof", signature: new Uint8Array(64) });
}, false);
ends(
  "a peer that never says hello",
  "too-slow",
  false,
  ({ node }) => Promise.resolve(node.clock.advance(10_000)),
  false,
);
ends("a peer that goes", "bye", false, ({ hand }) => hand.send({ type: "bye", code: "bye" }));
ends(
  "a channel that is closed",
  "closed",
  false,
  ({ hand }) => Promise.resolve(hand.channel.close()),
);
ends(
  "a second hello",
  "unexpected-frame",
  true,
  ({ hand }) =>
    hand.send({ type: "hello", version: 1, key: hand.parts.key, nonce: hand.parts.nonce }),
);
ends("a peer that never says what it follows", "too-slow", false, async ({ node, hand }) => {
  await hand.nextOf("follows");
  for (let i = 0; i < 8; i++) await aWhile(node.clock, 5_000);
});
ends(
  "heads of what we do not follow",
  "not-shared",
  true,
  shared(({ hand }) => hand.heads(OTHER.id)),
);
ends("heads of what they do not follow", "not-shared", true, async ({ hand }) => {
  await hand.follow(OTHER.id);
  await hand.heads(FESTIVAL);
});
ends(
  "heads that saw more than was said",
  "unexpected-frame",
  true,
  shared(({ hand }) =>
    hand.send({ type: "heads", festival: FESTIVAL, seen: 9, logs: [], last: true })
  ),
);
ends(
  "heads after the last",
  "unexpected-frame",
  true,
  shared(async ({ hand }) => {
    await hand.heads(FESTIVAL);
    await hand.heads(FESTIVAL);
  }),
);
ends(
  "empty heads without end",
  "unexpected-frame",
  true,
  shared(({ hand }) => hand.heads(FESTIVAL, [], false)),
);
ends(
  "heads of too many logs",
  "too-many-logs",
  true,
  shared(async ({ hand }) => {
    const none = { seq: 0, id: null };
    for (let page = 0; page < 257; page++) {
      const logs = Array.from(
        { length: 256 },
        () => ({ author: EVE.key, log: none, profile: none }),
      );
      await hand.heads(FESTIVAL, logs, false);
    }
  }),
);
ends(
  "complete before heads",
  "unexpected-frame",
  true,
  shared(({ hand }) => hand.send({ type: "complete", festival: FESTIVAL })),
);
ends(
  "entries before heads",
  "unexpected-frame",
  true,
  shared(({ hand }) => hand.entries(FESTIVAL, BOBS.slice(0, 1))),
);
ends(
  "complete twice",
  "unexpected-frame",
  true,
  synced(async ({ hand }) => {
    await hand.send({ type: "complete", festival: FESTIVAL });
    await hand.send({ type: "complete", festival: FESTIVAL });
  }),
);
ends(
  "entries of what is not shared",
  "not-shared",
  true,
  synced(({ hand }) => hand.entries(OTHER.id, ELSEWHERE)),
);
ends(
  "entries of another festival's log",
  "not-shared",
  true,
  synced(({ hand }) => hand.entries(FESTIVAL, ELSEWHERE)),
);
ends(
  "entries of another author",
  "not-shared",
  true,
  synced(({ hand }) => hand.entries(FESTIVAL, BOBS.slice(0, 1), { author: EVE.key })),
);
ends(
  "the profile of somebody who has no log there",
  "not-shared",
  true,
  synced(({ hand }) => hand.entries(FESTIVAL, [EVES_PROFILE])),
);
ends(
  "entries that are not where they say",
  "wrong-entries",
  true,
  synced(({ hand }) => hand.entries(FESTIVAL, BOBS.slice(0, 1), { from: 2 })),
);
ends(
  "entries with a gap",
  "wrong-entries",
  true,
  synced(({ hand }) => hand.entries(FESTIVAL, [BOBS[0]!, BOBS[2]!])),
);
ends(
  "the same entries again",
  "wrong-entries",
  true,
  synced(async ({ hand }) => {
    await hand.entries(FESTIVAL, BOBS.slice(0, 3));
    await hand.entries(FESTIVAL, BOBS.slice(2, 4));
  }),
);
ends(
  "an entry that is none",
  "wrong-entries",
  true,
  synced(({ hand }) =>
    hand.entries(FESTIVAL, BOBS.slice(0, 1), {
      items: [{ entry: new Uint8Array(10), payload: null }],
    })
  ),
);
ends(
  "a bad signature",
  "invalid-entry",
  true,
  synced(({ hand }) =>
    hand.entries(FESTIVAL, BOBS.slice(0, 1), {
      items: [{ entry: tampered(BOBS[0]!, BOBS[0]!.entry.length - 1), payload: null }],
    })
  ),
);
ends(
  "another payload",
  "invalid-entry",
  true,
  synced(({ hand }) =>
    hand.entries(FESTIVAL, BOBS.slice(0, 1), {
      items: [{ entry: BOBS[0]!.entry, payload: new Uint8Array(BOBS[0]!.payload.length) }],
    })
  ),
);
ends(
  "what follows the end of a log",
  "invalid-entry",
  true,
  synced(({ hand }) => {
    const ended = new Scribe();
    const last = ended.write(EVE, FESTIVAL, new Uint8Array(3), { endOfLog: true });
    const beyond = ended.write(EVE, FESTIVAL, new Uint8Array(4));
    return hand.entries(FESTIVAL, [last, beyond]);
  }),
);
ends(
  "a peer that owes and stalls",
  "too-slow",
  false,
  shared(async ({ hand, node }) => {
    await hand.heads(FESTIVAL, [{
      author: BOB.key,
      log: { seq: 40, id: BOBS[39]!.id },
      profile: { seq: 0, id: null },
    }]);
    await hand.nextOf("complete");
    for (let i = 0; i < 8; i++) await aWhile(node.clock, 5_000);
  }),
);

Deno.test("startSession: a peer that is complete may be silent for ever", async () => {
  const faced = await facing();
  const { hand, node, session } = faced;
  await hand.shakeHands();
  await synced(({ hand }) => hand.send({ type: "complete", festival: FESTIVAL }))(faced);
  const receiving = hand.next();
  for (let i = 0; i < 30; i++) await aWhile(node.clock, MINUTE / 12);
  await publish(node, HALL);
  const frame = await receiving;
  assert(frame?.type === "entries" && frame.from === 2);
  assert.equal(session.progress()[0]!.toSend, 0);
  await faced.stop();
});

Deno.test("startSession: a peer that takes nothing is given up", async () => {
  const faced = await facing();
  const { hand, node, session } = faced;
  const big = new Scribe();
  const written = Array.from(
    { length: 12 },
    (_, i) => big.write(EVE, FESTIVAL, new Uint8Array(60_000).fill(i)),
  );
  await publish(node, ...written);
  await hand.shakeHands();
  await shared(({ hand }) => hand.heads(FESTIVAL))(faced);
  await hand.send({ type: "complete", festival: FESTIVAL });
  for (let i = 0; i < 14; i++) await aWhile(node.clock, 5_000);
  assert.equal((await session.ended).code, "too-slow");
  // Its goodbye finds no room; the channel closes all the same.
  await aWhile(node.clock, 3_000);
  await faced.stop();
});
