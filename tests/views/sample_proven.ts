/** A talk that is here with its proof alone. */
import type { Proven } from "../../src/node/mod.ts";
import { logIdOf } from "../../src/core/messages/mod.ts";
import { festivalOf, person, Scribe } from "../oracle/scribe.ts";

const ANNA = person(1);
const { id } = festivalOf(ANNA, 1);
const scribe = new Scribe();
const first = scribe.resource(ANNA, id, {});
const talk = scribe.create(ANNA, id, "event", {
  title: "On <mosses>, lichens and a word that does not end: Flechtenwachstumsgeschwindigkeiten",
  description: "Bring boots.\n\nAnd a lens.",
  start: Date.UTC(2026, 6, 3, 18),
  end: Date.UTC(2026, 6, 3, 20),
  tags: ["talk", "walk"],
  links: [{ label: "More", url: "https://example.org" }],
  access: { stepFree: "partly", note: "Gravel." },
});
const moved = scribe.update(ANNA, talk, "event", { where: "By the river" });

export const PROVEN: Proven = {
  author: ANNA.key,
  logId: logIdOf(id),
  items: [talk, moved].map(({ seqNum, hash, entry, payload }) => ({
    seqNum,
    hash,
    entry,
    payload,
  })),
  pool: [first.entry],
  takenAt: 1_700_000_000_000,
  pinned: false,
};
