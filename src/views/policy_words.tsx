/** How a policy answers, in words: for who asks, and for pages that tell of it. */
import type { Child } from "hono/jsx";
import type { Sentence, SentenceValue, Words } from "../core/policies/mod.ts";
import type { Hex, ResourceDocument } from "../node/mod.ts";
import { type Names, Person } from "./people.tsx";
import type { Sheet } from "./sheet.ts";
import { fill, t, type Text, tx } from "./strings/mod.ts";
import { Contact, Time, Title } from "./text.tsx";
import type { Zone } from "./time.ts";

/** What an explanation names. */
export interface Mentioned {
  readonly names: Names;
  /** Titles of resources, by id; those that are not known here are missing. */
  readonly titles: ReadonlyMap<Hex, string>;
}
const NOTHING: Mentioned = { names: new Map(), titles: new Map() };

function wordsIn({ lang }: Sheet, words: Words): Text {
  return words[lang] ?? words.en;
}

export function say(sheet: Sheet, words: Words): string {
  const text = wordsIn(sheet, words);
  return typeof text === "string" ? text : text.other;
}

type PolicyOf = Pick<ResourceDocument, "policy" | "quantity" | "contact">;

/** How requests for a resource are answered, sentence by sentence. */
export function PolicyWords(
  { sheet, resource, zone, mentioned = NOTHING }: {
    sheet: Sheet;
    resource: PolicyOf;
    zone: Zone;
    mentioned?: Mentioned;
  },
) {
  const { name, params } = resource.policy;
  const sentences = sheet.policies.explain(name, params, resource);
  if (sentences === null) {
    return <p>{tx(sheet.lang, "policy.unread", { name: <bdi>{name}</bdi> })}</p>;
  }
  return (
    <div class="policy-words">
      {sentences.map((sentence) => (
        <p>
          <Said sheet={sheet} sentence={sentence} zone={zone} mentioned={mentioned} />
        </p>
      ))}
    </div>
  );
}

export function Said(
  { sheet, sentence, zone, mentioned }: {
    sheet: Sheet;
    sentence: Sentence;
    zone: Zone;
    /** Null where what is named is only an example. */
    mentioned: Mentioned | null;
  },
) {
  const values = Object.entries(sentence.values ?? {}).map(([name, value]) => [
    name,
    shown(sheet, value, zone, mentioned),
  ]);
  return <>{fill(sheet.lang, wordsIn(sheet, sentence.words), Object.fromEntries(values))}</>;
}

function shown(
  sheet: Sheet,
  value: SentenceValue,
  zone: Zone,
  mentioned: Mentioned | null,
): Child {
  if (typeof value === "number") return value;
  if (typeof value === "string") return <bdi>{value}</bdi>;
  if ("time" in value) return <Time sheet={sheet} at={value.time} style="full" zone={zone} />;
  if ("contact" in value) return <Contact text={value.contact} />;
  if (mentioned === null) {
    return "resource" in value
      ? t(sheet.lang, "policy.some.resource")
      : t(sheet.lang, "policy.some.people", { n: value.keys.length });
  }
  if ("resource" in value) {
    return (
      <a href={`/resources/${value.resource}`}>
        <Title sheet={sheet} text={mentioned.titles.get(value.resource) ?? null} />
      </a>
    );
  }
  return value.keys.map((key, i) => [
    i > 0 && t(sheet.lang, "policy.and"),
    <Person id={key} names={mentioned.names} />,
  ]);
}
