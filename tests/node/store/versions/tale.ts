/** What the databases of all versions hold: never changed, since they cannot be made again. */
import { festivalOf, person, Scribe } from "../../../oracle/scribe.ts";

export const ANNA = person(0);
export const BEN = person(1);
export const FESTIVAL = festivalOf(ANNA, 1);
/** Followed once, and left. */
export const LEFT = festivalOf(ANNA, 2);
export const PEER = {
  address: "http://192.0.2.1:8000",
  key: new Uint8Array(32).fill(9),
  lastContact: 1_700_000_000_000,
};

export function tale(): Scribe {
  const scribe = new Scribe();
  const F = FESTIVAL.id;
  scribe.begin(FESTIVAL, { title: "Panda" });
  scribe.begin(LEFT, { title: "Left", visibility: "unlisted" });
  const hall = scribe.resource(ANNA, F, { title: "Hall", tags: ["warm"] });
  scribe.update(ANNA, hall, "resource", { title: "Great hall", quantity: 2 });
  const event = scribe.create(BEN, F, "event", { title: "Tea", start: 0, end: 1 });
  const asked = scribe.request(BEN, hall, [0, 1], { event: event.id });
  scribe.remove(scribe.create(BEN, F, "event", { title: "Cake", start: 0, end: 1 }), "event");
  scribe.answer(ANNA, asked, "confirmed");
  scribe.create(ANNA, null, "user", { name: "Anna" });
  scribe.write(BEN, null, new Uint8Array([1]), { payloadIsMissing: true });
  scribe.write(ANNA, F, new Uint8Array([2]), { endOfLog: true });
  return scribe;
}
