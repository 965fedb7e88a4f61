/** What a page was asked to show: its parameters, or nothing where they make no sense. */
import type { Context } from "hono";
import {
  type DeskChoice,
  type EventChoice,
  FOUND_KINDS,
  type ResourceChoice,
  type SearchChoice,
  STANDING_STATES,
} from "../../views/mod.ts";
import { ID } from "./address.ts";

const MOST_CHARACTERS = 200;
const MOST_TAGS = 12;

export function eventChoice(c: Context): EventChoice {
  return {
    q: textOf(c, "q"),
    tag: textOf(c, "tag"),
    when: whenOf(c),
    from: textOf(c, "from"),
    to: textOf(c, "to"),
    owner: idOf(c, "owner"),
    place: idOf(c, "place"),
    state: among(c, "state", ["sure", "unsure", "cancelled"]),
    stepFree: among(c, "stepFree", ["yes", "partly"]),
    nested: among(c, "nested", ["1"]),
  };
}

export function searchChoice(c: Context): SearchChoice {
  return {
    q: textOf(c, "q"),
    kind: among(c, "kind", FOUND_KINDS),
    resourceKind: textOf(c, "resourceKind"),
    places: among(c, "places", ["1"]),
    tag: textOf(c, "tag"),
    from: textOf(c, "from"),
    to: textOf(c, "to"),
    timezone: textOf(c, "timezone"),
    free: among(c, "free", ["1"]),
    quantity: countOf(c, "quantity"),
    stepFree: among(c, "stepFree", ["yes", "partly"]),
    state: among(c, "state", ["sure", "unsure", "cancelled"]),
    owner: idOf(c, "owner"),
    place: idOf(c, "place"),
  };
}

export function resourceChoice(c: Context): ResourceChoice {
  return {
    q: textOf(c, "q"),
    tag: textOf(c, "tag"),
    kind: textOf(c, "kind"),
    place: among(c, "place", ["1"]),
    stepFree: among(c, "stepFree", ["yes", "partly"]),
    owner: idOf(c, "owner"),
    when: whenOf(c),
    from: textOf(c, "from"),
    to: textOf(c, "to"),
    quantity: countOf(c, "quantity"),
  };
}

export function deskChoice(c: Context): DeskChoice {
  return {
    q: textOf(c, "q"),
    in: idOf(c, "in"),
    kind: textOf(c, "kind"),
    state: among(c, "state", STANDING_STATES),
  };
}

/** Undefined where nothing was chosen. */
export function some<T extends string>(value: T): Exclude<T, ""> | undefined {
  return value === "" ? undefined : value as Exclude<T, "">;
}

/** The tags that most have, and the one that is chosen. */
export function tagsIn(
  documents: readonly { readonly tags: readonly string[] }[],
  chosen: string,
): string[] {
  const counts = new Map<string, number>(chosen === "" ? [] : [[chosen, Infinity]]);
  for (const { tags } of documents) {
    for (const tag of new Set(tags)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, MOST_TAGS).map(([tag]) => tag);
}

function textOf(c: Context, name: string): string {
  return (c.req.query(name) ?? "").trim().slice(0, MOST_CHARACTERS);
}

function idOf(c: Context, name: string): string {
  const value = textOf(c, name);
  return ID.test(value) ? value : "";
}

function countOf(c: Context, name: string): string {
  const value = textOf(c, name);
  return /^[1-9][0-9]{0,14}$/.test(value) ? value : "";
}

function whenOf(c: Context): string {
  const value = textOf(c, "when");
  return /^(?:now|tonight|\d{4}-\d\d-\d\d(?:-[a-z]+)?)$/.test(value) ? value : "";
}

function among<T extends string>(c: Context, name: string, values: readonly T[]): T | "" {
  return values.find((value) => value === c.req.query(name)) ?? "";
}
