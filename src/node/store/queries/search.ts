/**
 * All kinds at once, by words and by whatever else they can be found by. Best first is: the words are
 * in the title, then elsewhere; and in each the newest first. So a page is read from the index as far
 * as it reaches, and its cursor stays good while others write, which a rank that counts words of all
 * documents would not. Where a time is asked for without words, what begins first comes first.
 *
 * What the index finds is looked at once more, document by document: whether it is shown to whoever
 * asks, and all that the index does not know.
 */
import { matchOf, scopeOf as markedBy, type SearchedTable } from "../../projections/mod.ts";
import type { SqlDriver, SqlRow } from "../../ports.ts";
import type { Found, FoundKind, SearchFilter, Stage } from "../../queries/mod.ts";
import { askedBefore, beganBefore, type Candidate } from "./candidates.ts";
import { askedFor, inState, type Scope, scopeOf } from "./events.ts";
import { overlapping } from "./filters.ts";
import { type Condition, identify, pageFrom, where } from "./pages.ts";
import { freeOver } from "./resources.ts";
import {
  authorRow,
  documentOf,
  ENTRY_COLUMNS,
  festivalRow,
  idBytes,
  IN_PUBLIC,
  numberOf,
  OF_ENTRY,
  textOf,
} from "./rows.ts";
import type { SyncQueries } from "./sync.ts";

const TABLES: { readonly [Kind in FoundKind]: SearchedTable } = {
  festival: "festivals",
  event: "events",
  resource: "resources",
  user: "profiles",
};
const KINDS = Object.keys(TABLES) as FoundKind[];
/** Which kinds a filter is of: all others have nothing of the sort. */
const KINDS_OF = {
  from: ["festival", "event"],
  to: ["festival", "event"],
  owner: ["festival", "event", "resource"],
  tag: ["event", "resource"],
  stepFree: ["event", "resource"],
  state: ["event"],
  place: ["event"],
  resourceKind: ["resource"],
  places: ["resource"],
  free: ["resource"],
} as const satisfies { readonly [Name in keyof SearchFilter]?: readonly FoundKind[] };
const EXCERPT = 200;
const LAST = Number.MAX_SAFE_INTEGER;
const NOTHING = { items: [], next: null };

/** A question with the rows of what it names. */
interface Question extends SearchFilter {
  readonly kinds: readonly FoundKind[];
  readonly named: number | null;
  readonly author: number | undefined;
}

export function searchQueries(driver: SqlDriver): Pick<SyncQueries, "search"> {
  return {
    search: (filter) => {
      const question = questionOf(driver, filter);
      if (question === null) return NOTHING;
      const look = finderOf(driver, question);
      if (look === null) return NOTHING;
      const { limit: _, cursor: __, named: ___, author: ____, ...asked } = question;
      const scopes = new Map<number, Scope>();
      return pageFrom(
        identify(["search", Object.entries(asked).sort(([one], [other]) => one < other ? -1 : 1)]),
        2,
        filter,
        (after, most) => look(after as readonly [number, number] | null, most),
        (candidate) => read(driver, candidate, question, scopes),
      );
    },
  };
}

/** Null where nothing can be found. */
function questionOf(driver: SqlDriver, filter: SearchFilter): Question | null {
  const q = filter.q?.trim() ?? "";
  const given = { ...filter, q };
  let kinds = KINDS.filter((kind) => (filter.kinds ?? KINDS).includes(kind));
  let asked = q !== "" || filter.kinds !== undefined;
  for (const [name, those] of Object.entries(KINDS_OF)) {
    if (filter[name as keyof typeof KINDS_OF] === undefined) continue;
    asked = true;
    kinds = kinds.filter((kind) => (those as readonly FoundKind[]).includes(kind));
  }
  if (!asked || kinds.length === 0) return null;
  if (filter.place !== undefined && idBytes(filter.place) === null) return null;
  const named = filter.festival === undefined ? null : festivalRow(driver, filter.festival);
  if (filter.festival !== undefined && named === null) return null;
  const author = filter.owner === undefined ? undefined : authorRow(driver, filter.owner);
  return author === null ? null : { ...given, kinds, named, author };
}

type Finder = (after: readonly [number, number] | null, most: number) => readonly Candidate[];

/** What finds all that may be meant, from the index that knows most of it. */
function finderOf(driver: SqlDriver, question: Question): Finder | null {
  const { q = "", named, kinds, author, tag, place, from, to } = question;
  const timed = from !== undefined || to !== undefined;
  if (q === "" && place !== undefined) {
    const id = idBytes(place)!;
    return (after, most) => askedBefore(driver, id, after?.[1] ?? LAST, most);
  }
  if (q === "" && timed && tag === undefined && author === undefined) {
    return (after, most) => beganBefore(driver, { from, to, kinds, festival: named }, after, most);
  }
  const marks = {
    tables: kinds.map((kind) => TABLES[kind]),
    festival: named,
    author,
    tag,
    stepFree: question.stepFree === undefined ? undefined : STEP_FREE[question.stepFree],
    stages: question.state === undefined ? undefined : STAGES[question.state],
    kind: question.resourceKind,
    place: question.places,
  };
  const match = matchOf(q, marks);
  if (q !== "" && match === null) return null;
  const tiers = match === null ? [markedBy(marks)!] : [match.byTitle, match.byText];
  return (after, most) => {
    const [first, row] = after ?? [0, LAST];
    const found: Candidate[] = [];
    for (let tier = first; tier < tiers.length && found.length < most; tier++) {
      const rows = driver.prepare(
        "SELECT rowid FROM search WHERE search MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?",
      ).all(tiers[tier]!, tier === first ? row : LAST, most - found.length);
      for (const { rowid } of rows) found.push({ key: [tier, rowid as number] });
    }
    return found;
  };
}

const STEP_FREE = { yes: ["yes"], partly: ["yes", "partly"] } as const;
const STAGES = {
  sure: ["planned"],
  unsure: ["idea", "planned"],
  cancelled: ["cancelled"],
} as const;

/** Null for what is not to be shown here, or is not meant. */
function read(
  driver: SqlDriver,
  { key: [, entry] }: Candidate,
  question: Question,
  scopes: Map<number, Scope>,
): Found | null {
  const { named, from, to } = question;
  for (const kind of question.kinds) {
    const conditions = [where("document.entry = ? AND document.state = 0", entry)];
    if (kind !== "user") {
      conditions.push(
        named === null ? where(IN_PUBLIC) : where(`document.festival = ?`, named),
        ...filtersOf(kind, question),
      );
    } else if (named !== null) {
      conditions.push(where(
        "EXISTS (SELECT 1 FROM logs WHERE logs.author = document.author AND logs.festival = ?)",
        named,
      ));
    }
    const row = found(driver, kind, conditions);
    if (row === undefined) continue;
    if (kind === "event" && !isAsked(driver, row, question, scopes)) return null;
    const document = foundIn(driver, kind, row);
    if (from !== undefined && (document.end ?? document.start ?? -Infinity) <= from) return null;
    if (to !== undefined && (document.start ?? document.end ?? Infinity) >= to) return null;
    return document;
  }
  return null;
}

function found(
  driver: SqlDriver,
  kind: FoundKind,
  conditions: readonly Condition[],
): SqlRow | undefined {
  return driver.prepare(
    `SELECT document.entry AS entry, document.folded AS folded, document.festival AS festival,
        ${ENTRY_COLUMNS}
      FROM ${TABLES[kind]} AS document ${OF_ENTRY}
      WHERE ${conditions.map(({ sql }) => `(${sql})`).join(" AND ")}`,
  ).get(...conditions.flatMap(({ values }) => values));
}

function filtersOf(kind: Exclude<FoundKind, "user">, question: Question): Condition[] {
  const { author, tag, stepFree, resourceKind, places, free } = question;
  const conditions = author === undefined ? [] : [where("document.author = ?", author)];
  if (kind === "festival") return conditions;
  if (tag !== undefined) {
    conditions.push(where(
      `EXISTS (SELECT 1 FROM tags WHERE tags.festival = document.festival AND tags.tag = ?
        AND tags.entry = document.entry)`,
      tag,
    ));
  }
  if (stepFree !== undefined) {
    const answers = STEP_FREE[stepFree].map((answer) => `'${answer}'`);
    conditions.push(where(`document.step_free IN (${answers.join(", ")})`));
  }
  if (kind === "event") return [...conditions, ...overlapping(question)];
  if (resourceKind !== undefined) conditions.push(where("document.kind = ?", resourceKind));
  if (places !== undefined) conditions.push(where("document.is_place = ?", places ? 1 : 0));
  if (free !== undefined) conditions.push(...freeOver(free));
  return conditions;
}

/** How sure an event is, and where, is a matter of what it asked for. */
function isAsked(
  driver: SqlDriver,
  row: SqlRow,
  { state, place }: Question,
  scopes: Map<number, Scope>,
): boolean {
  if (state === undefined && place === undefined) return true;
  const festival = row["festival"] as number;
  let scope = scopes.get(festival);
  if (scope === undefined) scopes.set(festival, scope = scopeOf(driver, festival));
  const conditions = [where("document.entry = ?", row["entry"]!)];
  if (state !== undefined) conditions.push(inState(state, scope));
  if (place !== undefined) conditions.push(askedFor(idBytes(place)!, scope));
  return found(driver, "event", conditions) !== undefined;
}

function foundIn(driver: SqlDriver, kind: FoundKind, row: SqlRow): Found {
  const { id, author, festival, values } = documentOf(row);
  const around = kind === "user" ? null : driver.prepare(
    `SELECT document.folded AS folded, ${ENTRY_COLUMNS} FROM festivals AS document ${OF_ENTRY}
      WHERE document.festival = ? AND document.state = 0`,
  ).get(row["festival"]!);
  const festivalValues = around === null || around === undefined ? {} : documentOf(around).values;
  const text = textOf(values[kind === "user" ? "about" : "description"]) ?? "";
  return {
    kind,
    id: kind === "festival" ? festival : kind === "user" ? author : id,
    title: textOf(values[kind === "user" ? "name" : "title"]) ?? "",
    excerpt: [...text.slice(0, 2 * EXCERPT)].slice(0, EXCERPT).join(""),
    festival: kind === "user" ? null : festival,
    festivalTitle: textOf(festivalValues["title"]),
    author,
    start: numberOf(values["start"]),
    end: numberOf(values["end"]),
    timezone: textOf(festivalValues["timezone"]),
    stage: kind === "event" ? values["stage"] as Stage : null,
    resourceKind: kind === "resource" ? textOf(values["kind"]) : null,
    tags: kind === "event" || kind === "resource" ? values["tags"] as string[] : [],
  };
}
