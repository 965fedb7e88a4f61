/** What the app is given: a node, and what only the platform knows. */
import type { Clock, Network, Node, Report } from "../node/mod.ts";

export interface AppContext {
  readonly node: Node;
  readonly network: Network;
  readonly report: Report;
  readonly version: string;
  readonly clock: Clock;
  readonly authority: Authority;
  /** Left out where nobody keeps keys here. */
  readonly collectives?: Collectives;
  readonly files: StaticFiles;
  /** Aborted when the program begins to stop: streams end then, everything else finishes. */
  readonly stopping?: AbortSignal;
}

/** What is known of a request beside what it says (Hono's `c.env`). */
export interface RequestEnvironment {
  /** Of the other end of the connection; null where it has none. */
  readonly remoteAddress: string | null;
}

/** Who may ask, and who may operate this node (`DESIGN.md` §9, "Local authority"). */
export interface Authority {
  /** Bound to loopback with no public URL: the person at the machine is the operator. */
  readonly local: boolean;
  /**
   * Whether a Host header's value (host[:port]) or an Origin's host is ours: a loopback name, an
   * address listened on, the public URL's.
   */
  knows(host: string): boolean;
  /** Contents of `operator-token` in the data folder. */
  readonly operatorToken: string;
  readonly publicUrl: string | null;
}

/** The collectives whose keys this node's agents keep. Keys are hex. */
export interface Collectives {
  keys(): readonly string[];
  make(profile: CollectiveProfile): Promise<MadeCollective>;
  /** Says its profile anew; null for a key that is not kept here. */
  change(key: string, profile: Partial<CollectiveProfile>): Promise<MadeCollective | null>;
}

export interface CollectiveProfile {
  readonly name: string;
  readonly members: readonly string[];
}

export type MadeCollective =
  | { readonly ok: true; readonly key: string }
  | { readonly ok: false; readonly code: string; readonly message: string };

/** The folder `static/`, read once. */
export interface StaticFiles {
  /** By its path in the folder, `style.css` say; null for anything else. */
  get(name: string): StaticFile | null;
}

export interface StaticFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The media type, with its charset. */
  readonly type: string;
  /** The content's hash, without quotes: also what pages put behind `?v=`. */
  readonly etag: string;
}
