/** What all questions and answers have in common: ids, and lists in pages. */
/** Lower-case hex: 64 digits for an id or a public key, 132 for a YAMF hash. */
export type Hex = string;

/** A page of a list; `next` is the cursor of the page after it. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

export interface PageRequest {
  /** 1 to 200; 50 where not given. */
  readonly limit?: number | undefined;
  /** From an earlier page of the same list, filters and sort; otherwise {@link BadCursorError}. */
  readonly cursor?: string | undefined;
}

export class BadCursorError extends Error {
  override name = "BadCursorError";
}

/** Half-open [from, to), Unix milliseconds: what overlaps it. */
export interface Overlap {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}
