/** What a series is on its events' pages, and how it changes without script. */
import assert from "node:assert/strict";
import { toHex } from "../../../src/core/messages/mod.ts";
import { festivalOf, type Person, person, Scribe, type Written } from "../../oracle/scribe.ts";
import { NOW } from "../fake_node.ts";
import { withPages } from "./real_node.ts";

const [ANA, BO] = [person(0), person(1)];
const FESTIVAL = festivalOf(ANA, 1);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const scribe = new Scribe();
scribe.begin(FESTIVAL, { title: "Summer" });
const hall = scribe.resource(ANA, FESTIVAL.id, { title: "Hall" });
const event = (author: Person, title: string, day: number) =>
  scribe.create(author, FESTIVAL.id, "event", {
    title,
    start: NOW + day * DAY,
    end: NOW + day * DAY + HOUR,
  });
const yoga = [2, 0, 1].map((day) => event(ANA, "Yoga", day));
const foreign = event(BO, "Yoga", 3);
const tea = event(ANA, "Tea", 3);
const book = (of: Written, from: number) => {
  const request = scribe.request(of.author, hall, [from, from + HOUR], { event: of.id });
  scribe.answer(ANA, request, "confirmed");
};
for (const [i, day] of [2, 0, 1].entries()) book(yoga[i]!, NOW + day * DAY);
// Two hours after the second one: no room to move that so far.
book(tea, NOW + DAY + 2 * HOUR);
const [last, first, middle] = yoga as [Written, Written, Written];
const idOf = ({ id }: Written) => toHex(id);

const othersOn = (html: string) => {
  const form =
    /<form[^>]*>(?:(?!<\/form>)[\s\S])*name="action" value="update"(?:(?!<\/form>)[\s\S])*name="title"[\s\S]*?<\/form>/
      .exec(html)![0];
  return [...form.matchAll(/<input type="checkbox"[^>]*name="other" value="(\w+)"( checked)?/g)]
    .map(([, id, checked]) => [id, checked !== undefined]);
};

Deno.test("an event's page offers its author's others of the same title, this one's and later chosen", async () => {
  await withPages({ scribe, follows: [FESTIVAL] }, async (get) => {
    assert.deepEqual(othersOn(await get(`/events/${idOf(middle)}`)), [
      [idOf(first), false],
      [idOf(last), true],
    ]);
    for (const alone of [foreign, tea]) {
      assert(!(await get(`/events/${idOf(alone)}`)).includes('name="other"'));
    }
  });
});

Deno.test("without script one file moves the series, and says first what conflicts", async () => {
  await withPages({ scribe, follows: [FESTIVAL] }, async (_get, app) => {
    const text = (at: number) => new Date(at).toISOString().slice(0, 16);
    const sign = async (more: readonly (readonly [string, string])[]) => {
      const body = new URLSearchParams([
        ["schema", "event"],
        ["action", "update"],
        ["festival", toHex(FESTIVAL.id)],
        ["id", idOf(first)],
        ["timezone", "UTC"],
        ["start", text(NOW + 2 * HOUR)],
        ["end", text(NOW + 3 * HOUR)],
        ["others", "1"],
        ["other", idOf(middle)],
        ["other", idOf(last)],
        ...more.map(([name, value]) => [name, value]),
      ]);
      const response = await app.request("/sign", { method: "POST", body });
      assert.equal(response.status, 200);
      return await response.text();
    };
    const file = async (...more: [string, string][]) =>
      (await sign([...more, ["download", "1"]])).trim().split("\n").map((line) => JSON.parse(line));
    const events = (lines: Line[]) =>
      lines.filter(({ schema }) => schema === "event").map(({ id }) => id);
    const page = await sign([]);
    assert(page.includes("is taken"), "one of them conflicts");
    const all = await file();
    assert.deepEqual(events(all), [idOf(first), idOf(middle), idOf(last)]);
    assert.equal(all.filter(({ schema }) => schema === "request").length, 3);
    assert.deepEqual(events(await file(["repeat.skip", "1"])), [idOf(first), idOf(last)]);
  });
});

interface Line {
  readonly schema: string;
  readonly id: string;
}
