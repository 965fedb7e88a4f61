import assert from "node:assert/strict";
import { POLICY_FORMS } from "../../src/core/policies/mod.ts";
import { degrees } from "../../src/views/forms/mod.ts";
import { animalName, avatarFile } from "../../src/views/people.tsx";
import { chooseLang, t, tx } from "../../src/views/strings/mod.ts";
import { ANIMALS, MANNERS } from "../../src/views/strings/mod.ts";
import { Contact, OuterLink, Prose, safeUrl, TimeSpan } from "../../src/views/text.tsx";
import { zoneOf } from "../../src/views/time.ts";
import { HOSTILE, idOf } from "./sample.ts";

Deno.test("t fills in, and chooses forms by the language's rules", () => {
  assert.equal(t("en", "count.events", { n: 1 }), "1 event");
  assert.equal(t("en", "count.events", { n: 1234 }), "1,234 events");
  assert.deepEqual(
    [1, 2, 3, 4, 11, 12, 21, 102].map((n) => t("en", "state.line", { n }).split(" ")[0]),
    ["1st", "2nd", "3rd", "4th", "11th", "12th", "21st", "102nd"],
  );
  assert.equal(t("en", "zone.named", { zone: "{zone} $& </b>" }), "Times in {zone} $& </b>.");
});

Deno.test("tx keeps the order of the sentence around elements", () => {
  const parts = tx("en", "request.name", { event: "E", resource: "R" });
  assert.deepEqual(parts, ["R", " for ", "E"]);
});

Deno.test("chooseLang takes a wish, then the header, then English", () => {
  assert.equal(chooseLang(null, "de-AT,de;q=0.9,en;q=0.5"), "en");
  assert.equal(chooseLang("en-GB", null), "en");
  assert.equal(chooseLang("<x>", "*;q=bad"), "en");
});

Deno.test("safeUrl takes https, http, mailto, tel and geo alone", () => {
  for (const url of ["https://a.example/b", "http://a", "mailto:a@b", "tel:+49", "geo:1,2"]) {
    assert.notEqual(safeUrl(url), null, url);
  }
  for (
    const url of [
      HOSTILE.link,
      " JaVaScRiPt:alert(1)",
      "data:text/html,x",
      "//a.example",
      "/path",
      "",
      "ftp://a",
      "blob:https://a",
      "java\tscript:alert(1)",
    ]
  ) assert.equal(safeUrl(url), null, url);
});

Deno.test("links of others say that they are not ours, and others are words", () => {
  assert.match(
    String(<OuterLink url="https://a.example/?b&c" />),
    /^<a href="https:\/\/a\.example\/\?b&amp;c" rel="noopener noreferrer nofollow ugc">/,
  );
  assert.equal(String(<OuterLink url={HOSTILE.link} />), "<bdi>javascript:alert(1)</bdi>");
  assert.match(String(<Contact text="a@b.example" />), /href="mailto:a@b.example"/);
  assert.match(String(<Contact text="(030) 123-45 67" />), /href="tel:0301234567"/);
  assert.doesNotMatch(String(<Contact text="room 12" />), /href/);
  assert.doesNotMatch(String(<Contact text="1.2.3" />), /href/);
  assert.doesNotMatch(String(<Contact text="a@b.example?bcc=c@d.example" />), /href/);
});

const LINES = "one\ntwo\n\n\n<three>";
const BLANK = " \n ";

Deno.test("Prose keeps lines and paragraphs, each with its own direction", () => {
  assert.equal(
    String(<Prose text={LINES} />),
    '<div class="prose"><p dir="auto">one<br>two</p><p dir="auto">&lt;three&gt;</p></div>',
  );
  assert.equal(String(<Prose text={BLANK} />), "");
});

Deno.test("a span says its years where it is long, or goes over the turn of one", () => {
  const sheet = {
    lang: "en",
    now: 0,
    asset: (name: string) => name,
    operator: false,
    nodes: null,
    address: "/",
    policies: POLICY_FORMS,
  } as const;
  const zone = zoneOf("Europe/Berlin");
  const words = (from: string, to: string) => {
    const [start, end] = [Date.parse(from), Date.parse(to)];
    const span = <TimeSpan sheet={sheet} start={start} end={end} zone={zone} />;
    return String(span).replace(/<[^>]*>/g, "");
  };
  const cases = [
    ["2026-07-11T18:00Z", "2026-07-11T20:00Z", /^[^6]*20:00–22:00$/],
    ["2026-07-10T18:00Z", "2026-07-12T20:00Z", /^((?!2026).)*12 Jul((?!2026).)*$/],
    ["2026-07-10T18:00Z", "2026-07-20T20:00Z", /10 Jul 2026.*20 Jul 2026/],
    ["2026-07-11T18:00Z", "2027-07-11T20:00Z", /11 Jul 2026.*11 Jul 2027/],
    // A night is close enough, and the year of its end is plain where it starts after the turn here.
    ["2026-12-31T18:00Z", "2027-01-01T02:00Z", /^[^6]*19:00–03:00$/],
    ["2026-12-30T18:00Z", "2026-12-31T23:30Z", /30 Dec 2026.*1 Jan 2027/],
  ] as const;
  for (const [from, to, pattern] of cases) assert.match(words(from, to), pattern);
});

Deno.test("degrees are exact", () => {
  assert.deepEqual(
    [525_382_000, -131_984_001, 5, -5, 0, 1_800_000_000].map(degrees),
    ["52.5382", "-13.1984001", "0.0000005", "-0.0000005", "0", "180"],
  );
});

Deno.test("every key has an animal and a face, the same each time", () => {
  assert.equal(new Set(MANNERS).size, 64);
  assert.equal(new Set(ANIMALS).size, 64);
  const key = idOf("somebody");
  assert.equal(animalName(key), animalName(key));
  assert.match(animalName(key), /^[A-Z][a-z]+ [A-Z][a-z]+$/);
  assert.equal(avatarFile(key), avatarFile(key));
  assert.doesNotMatch(avatarFile("nonsense"), /undefined|NaN/);
});
