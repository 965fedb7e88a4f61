/**
 * Parts of pages that are drawn once. The node gives the very same object for a document until
 * something of it changes, so what was drawn of it is kept by the object, and goes with it.
 */
import { raw } from "hono/html";
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Sheet } from "./sheet.ts";

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

type Bytes = Uint8Array<ArrayBuffer>;

/** A part of a page that is bytes: at once, or as soon as it is its turn to be drawn. */
export type Piece = Bytes | (() => Bytes);

/** A list that was drawn, and what it was drawn of. */
interface Together {
  readonly parts: readonly unknown[];
  readonly bytes: Bytes;
}

/** Lists by how they were drawn; the least used goes first. Some of the largest pages are kept. */
const together = new Map<string, Together>();
const MOST_BYTES = 24_000_000;
/** What a part is weighed with, besides what was drawn of it. */
const PART_BYTES = 500;
let bytesKept = 0;
let isDrawing = false;

const utf8 = new TextEncoder();
const weightOf = ({ parts, bytes }: Together) => bytes.length + PART_BYTES * parts.length;

/**
 * A list that is drawn, and made bytes of, once for as long as all of its parts are the same. `how`
 * names all else that the drawing depends on. It must not await anything.
 */
export function drawnTogether<Part>(
  { pieces }: Sheet,
  how: string,
  parts: readonly Part[],
  same: (one: Part, other: Part) => boolean,
  draw: () => JSX.Element,
): ReturnType<typeof raw> {
  const known = keptOf(how, parts, same);
  // Somebody else may have drawn it before it is its turn.
  const make = () => keptOf(how, parts, same) ?? keep(how, { parts, bytes: drawnNow(draw) });
  // What is part of another list is kept within that.
  if (pieces === undefined || isDrawing) return raw(new TextDecoder().decode(known ?? make()));
  return raw(`<!--${pieces.push(known ?? make) - 1}-->`);
}

function keptOf<Part>(
  how: string,
  parts: readonly Part[],
  same: (one: Part, other: Part) => boolean,
): Bytes | undefined {
  const known = together.get(how);
  if (known === undefined) return undefined;
  const before = known.parts as readonly Part[];
  if (before.length !== parts.length || !parts.every((part, i) => same(before[i]!, part))) {
    return undefined;
  }
  together.delete(how);
  together.set(how, known);
  return known.bytes;
}

function drawnNow(draw: () => JSX.Element): Bytes {
  const wasDrawing = isDrawing;
  isDrawing = true;
  try {
    return utf8.encode(String(draw()));
  } finally {
    isDrawing = wasDrawing;
  }
}

function keep(how: string, now: Together): Bytes {
  const before = together.get(how);
  if (before !== undefined) {
    together.delete(how);
    bytesKept -= weightOf(before);
  }
  together.set(how, now);
  bytesKept += weightOf(now);
  for (const [oldest, gone] of together) {
    if (bytesKept <= MOST_BYTES) break;
    together.delete(oldest);
    bytesKept -= weightOf(gone);
  }
  return now.bytes;
}

/**
 * The bytes of a page that was drawn with these pieces, in order: what of it was kept is not copied.
 * No text of anybody's has a bare `<`.
 */
export function bytesOf(page: string, pieces: readonly Piece[]): readonly Bytes[] {
  if (pieces.length === 0) return [utf8.encode(page)];
  const parts: Bytes[] = [];
  let small: Bytes[] = [];
  const join = () => {
    if (small.length > 0) parts.push(small.length === 1 ? small[0]! : joined(small));
    small = [];
  };
  for (const [i, part] of page.split(/<!--([0-9]+)-->/).entries()) {
    const bytes = i % 2 === 0 ? utf8.encode(part) : bytesOfPiece(pieces[Number(part)]!);
    if (bytes.length >= LARGE_BYTES) {
      join();
      parts.push(bytes);
    } else small.push(bytes);
  }
  join();
  return parts;
}

function bytesOfPiece(piece: Piece): Bytes {
  return typeof piece === "function" ? piece() : piece;
}

/** From here on it costs less to send a piece by itself than to copy it. */
const LARGE_BYTES = 65_536;

function joined(parts: readonly Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** For tests: draws as if nobody had seen anything, and as if nobody saw this. */
export function drawnAnew<Result>(draw: () => Result): Result {
  const [kept, bytes] = [[...together], bytesKept];
  together.clear();
  bytesKept = 0;
  try {
    return draw();
  } finally {
    together.clear();
    for (const [how, known] of kept) together.set(how, known);
    bytesKept = bytes;
  }
}

/** For tests: what lists are kept, in bytes. */
export function keptTogether(): { readonly bytes: number; readonly most: number } {
  return { bytes: bytesKept, most: MOST_BYTES };
}
