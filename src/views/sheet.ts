import type { Lang } from "./strings/mod.ts";

/** What every page knows besides its own data. */
export interface Sheet {
  readonly lang: Lang;
  /** Unix milliseconds. */
  readonly now: number;
  /** The address of a file of `static/`. */
  readonly asset: (name: string) => string;
  /** Whether who reads is the person at the machine, who may operate the node. */
  readonly operator: boolean;
  /** How many other nodes are connected: the heart. Null where nobody could be asked. */
  readonly nodes: number | null;
  /** Where others find this node: the public address, else the one that was asked. */
  readonly origin?: string;
  /** This page's path and query: what a live region asks for again. */
  readonly address: string;
}
