/** Times from one instant to another, and how much of a thing is taken within them. */

/** Half-open [start, end), Unix milliseconds. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Whether two spans, neither of them empty, have an instant in common. */
export function overlaps(one: Span, other: Span): boolean {
  return one.start < other.end && other.start < one.end;
}

/** Whether windows, which may touch and overlap, cover all of a span that is not empty; null: always. */
export function covers(windows: readonly Span[] | null, span: Span): boolean {
  if (windows === null) return true;
  let covered = span.start;
  for (const window of windows.toSorted((one, other) => one.start - other.start)) {
    if (window.start > covered) break;
    covered = Math.max(covered, window.end);
  }
  return covered >= span.end;
}

/** The largest sum of quantities at any instant of `within`. */
export function mostAtOnce(
  taken: readonly (Span & { readonly quantity: number })[],
  within: Span,
): number {
  const changes = taken
    .filter((one) => one.start < one.end && overlaps(one, within))
    .flatMap(({ start, end, quantity }) => [
      { at: Math.max(start, within.start), by: quantity },
      { at: end, by: -quantity },
    ]);
  // At one instant what ends makes room for what begins.
  changes.sort((one, other) => one.at - other.at || one.by - other.by);
  let now = 0;
  let most = 0;
  for (const { by } of changes) {
    now += by;
    most = Math.max(most, now);
  }
  return most;
}
