/**
 * Parts of pages that are drawn once. The node gives the very same object for a document until
 * something of it changes, so what was drawn of it is kept by the object, and goes with it.
 */
import { raw } from "hono/html";
import type { JSX } from "hono/jsx/jsx-runtime";

const drawn = new WeakMap<object, Map<string, ReturnType<typeof raw>>>();
/** Languages, zones and places of one document that are kept at once. */
const MOST_WAYS = 8;

/** `how` names all that the drawing depends on but the document. It must not await anything. */
export function drawnOnce(
  document: object,
  how: string,
  draw: () => JSX.Element,
): ReturnType<typeof raw> {
  let ways = drawn.get(document);
  if (ways === undefined) drawn.set(document, ways = new Map());
  let part = ways.get(how);
  if (part === undefined) {
    if (ways.size >= MOST_WAYS) ways.clear();
    ways.set(how, part = raw(String(draw())));
  }
  return part;
}
