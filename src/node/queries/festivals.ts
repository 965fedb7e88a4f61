/** Festivals, and those nested in one another. */
import type { Hex, Page, PageRequest } from "./pages.ts";

export type Visibility = "public" | "unlisted";

export interface FestivalDocument {
  readonly id: Hex;
  /** False while the festival's own message has not arrived: it shows by its id. */
  readonly known: boolean;
  readonly author: Hex | null;
  readonly title: string;
  readonly description: string;
  readonly start: number | null;
  readonly end: number | null;
  readonly timezone: string;
  readonly dayBreak: number | null;
  readonly parent: Hex | null;
  /** 16 bytes, by which its author announces it in another one. */
  readonly nonce: Hex | null;
  readonly visibility: Visibility;
  readonly token: Hex | null;
  readonly closed: boolean;
  readonly counts: {
    readonly events: number;
    readonly resources: number;
    readonly requests: number;
  };
  /** The author's claim, Unix milliseconds. */
  readonly at: number | null;
}

export interface NestedFestival {
  readonly id: Hex;
  readonly title: string;
  readonly author: Hex;
  /** The message that announces it: by it that can be taken back. */
  readonly announcement: Hex;
}

/** That a festival is nested in another one, as its author says there. */
export interface Announcement {
  readonly id: Hex;
  /** The one in which it is announced. */
  readonly festival: Hex;
  readonly author: Hex;
  /** Of the nested one, as it was then. */
  readonly title: string;
}

export interface FestivalQueries {
  /** Public ones that this node follows, by start then title. */
  festivals(request: PageRequest): Promise<Page<FestivalDocument>>;
  /** By whole id, unlisted ones too; null where it is not followed here. */
  festival(id: Hex): Promise<FestivalDocument | null>;
  /** From the parent upwards, at most 8; ids whose message is not here are `known: false`. */
  ancestors(id: Hex): Promise<readonly FestivalDocument[]>;
  nested(id: Hex, request: PageRequest): Promise<Page<NestedFestival>>;
  /** Of a festival, in those that this node follows, each in the order in which they came; at most 20. */
  announcements(child: Hex): Promise<readonly Announcement[]>;
  /** Public ones nested in it, at most 8 deep and 64 in all, that are followed here and known. */
  nestedBelow(id: Hex): Promise<readonly FestivalDocument[]>;
  /** Changes with all that a festival's pages show; a number that only grows. */
  revision(festival: Hex): Promise<number>;
  /** The same for everything on this node. */
  revisionOfAll(): Promise<number>;
}
