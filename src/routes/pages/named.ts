/** Who, or which place, somebody means who types a name: without script, by an address and a choice. */
import type { Context } from "hono";
import type { Hex, Node } from "../../node/mod.ts";
import { animalName, type Meant, type Typed } from "../../views/mod.ts";
import { ID } from "./address.ts";
import { MOST, namesOf } from "./gather.ts";

/** The parameter that names an id, and the one in which somebody types. */
const TYPED = { owner: "who", place: "where" } as const;
const MOST_MEANT = 8;

/**
 * What was typed in place of an id: the address with the one that is meant, or those to choose from.
 * A person is named by their profile, or by their animal where they have none; whole ids are taken.
 */
export async function meantBy(
  node: Node,
  c: Context,
  name: keyof typeof TYPED,
  festival: Hex | null,
): Promise<Response | Typed> {
  const parameter = TYPED[name];
  const typed = (c.req.query(parameter) ?? "").trim().slice(0, 200);
  const addressFor = (id: Hex) => {
    const url = new URL(c.req.url);
    url.searchParams.delete(parameter);
    url.searchParams.delete("cursor");
    url.searchParams.set(name, id);
    return url.pathname + url.search;
  };
  if (typed === "") return { typed, meant: [], more: false };
  if (ID.test(typed.toLowerCase())) return c.redirect(addressFor(typed.toLowerCase()), 302);
  const found = name === "owner"
    ? await peopleCalled(node, typed, festival)
    : await placesCalled(node, typed, festival);
  const called = found.filter(({ title }) => fold(title).includes(fold(typed)));
  const same = called.filter(({ title }) => fold(title) === fold(typed));
  const [one, ...others] = [same, called, found].find((some) => some.length > 0) ?? [];
  if (one !== undefined && others.length === 0) return c.redirect(addressFor(one.id), 302);
  return {
    typed,
    meant: (called.length > 0 ? called : found).slice(0, MOST_MEANT).map((other) => ({
      ...other,
      href: addressFor(other.id),
    })),
    more: found.length > MOST_MEANT,
  };
}

type Named = Omit<Meant, "href">;

async function peopleCalled(node: Node, typed: string, festival: Hex | null): Promise<Named[]> {
  const { items } = await node.query.search({
    q: typed,
    kinds: ["user"],
    ...(festival !== null && { festival }),
    limit: MOST_MEANT + 1,
  });
  const people = items.map(({ id, title, excerpt }) => ({ id, title, note: excerpt }));
  if (festival === null) return people;
  // Who has no profile is shown as an animal, so that is their name here.
  const logs = await node.query.logs(festival, { limit: MOST });
  const keys = logs.items.map(({ author }) => author);
  const names = await namesOf(node, keys);
  const animals = keys.filter((key) => (names.get(key) ?? "").trim() === "")
    .map((id) => ({ id, title: animalName(id), note: "" }))
    .filter(({ title }) => fold(title).includes(fold(typed)));
  return [...people, ...animals];
}

async function placesCalled(node: Node, typed: string, festival: Hex | null): Promise<Named[]> {
  const { items } = await node.query.search({
    q: typed,
    kinds: ["resource"],
    places: true,
    ...(festival !== null && { festival }),
    limit: MOST_MEANT + 1,
  });
  return items.map(({ id, title, festivalTitle }) => ({ id, title, note: festivalTitle ?? "" }));
}

function fold(text: string): string {
  return text.trim().toLowerCase();
}
