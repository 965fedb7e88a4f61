/** News as an Atom feed (RFC 4287). */

export interface AtomEntry {
  /** Hex; the same on every node. */
  readonly id: string;
  readonly title: string;
  readonly text: string;
  /** A whole address. */
  readonly url: string;
  readonly author: string;
  /** Unix milliseconds. */
  readonly updated: number;
}

export interface AtomFeed {
  readonly id: string;
  readonly title: string;
  readonly page: string;
  readonly source: string;
  readonly updated: number;
  readonly entries: readonly AtomEntry[];
}

/** The text of a feed; all that is put in is escaped. */
export function atomText(feed: AtomFeed): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n${
    [
      element("id", urn(feed.id)),
      element("title", feed.title),
      element("updated", date(feed.updated)),
      link("alternate", "text/html", feed.page),
      link("self", "application/atom+xml", feed.source),
      element("generator", "p2panda"),
      ...feed.entries.map(entryText),
    ].join("\n")
  }\n</feed>\n`;
}

function entryText(entry: AtomEntry): string {
  return `<entry>${
    [
      element("id", urn(entry.id)),
      element("title", entry.title),
      element("updated", date(entry.updated)),
      `<author>${element("name", entry.author)}</author>`,
      link("alternate", "text/html", entry.url),
      element("content", entry.text),
    ].join("\n")
  }</entry>`;
}

function element(name: string, text: string): string {
  return `<${name}>${escaped(text)}</${name}>`;
}

function link(rel: string, type: string, href: string): string {
  return `<link rel="${rel}" type="${type}" href="${escaped(href)}"/>`;
}

function urn(id: string): string {
  return `urn:x-p2panda:${id}`;
}

function date(time: number): string {
  return new Date(time).toISOString();
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

/** What XML 1.0 has no way to write, not even escaped, goes. */
function escaped(text: string): string {
  return text.toWellFormed()
    // deno-lint-ignore no-control-regex
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "")
    .replace(/[&<>"]/g, (one) => ENTITIES[one]!);
}
