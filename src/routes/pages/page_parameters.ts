/**
 * What pages are asked in their addresses. Anything else there changes nothing of a page: whoever
 * comes with it is sent to the address without it, so that nobody can have one page drawn again and
 * again under other names, and what is kept of it serves all.
 */
const PARAMETERS: ReadonlySet<string> = new Set([
  "asked",
  "cursor",
  "denied",
  "document",
  "earlier",
  "event",
  "events",
  "festival",
  "follow",
  "for",
  "form",
  "free",
  "from",
  "in",
  "inside",
  "instead",
  "key",
  "kind",
  "lang",
  "link",
  "locations",
  "nested",
  "owner",
  "people",
  "place",
  "places",
  "policy.name",
  "q",
  "quantity",
  "resource",
  "resourceKind",
  "resources",
  "schema",
  "shared",
  "state",
  "stepFree",
  "tag",
  "timezone",
  "to",
  "waiting",
  "when",
  "who",
  "where",
]);

/** Whether a page may ask for it; the architecture tests hold every page to these. */
export function isPageParameter(name: string): boolean {
  return PARAMETERS.has(name);
}

/** Path and query without what no page asks for; null where there is nothing of it. */
export function withKnownParameters(address: string): string | null {
  if (!address.includes("?")) return null;
  const url = new URL(address);
  const unknown = [...url.searchParams.keys()].filter((name) => !PARAMETERS.has(name));
  if (unknown.length === 0) return null;
  for (const name of unknown) url.searchParams.delete(name);
  return url.pathname + url.search;
}
