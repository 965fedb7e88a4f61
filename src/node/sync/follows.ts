/**
 * Which festivals both sides follow, while that changes: says our list as tokens, hears theirs, and
 * tells what is on both. What counts is what was said and heard, not what the store has come to
 * meanwhile: so both sides find the same.
 */
import { toHex } from "../../core/messages/mod.ts";
import type { Notice } from "../notices.ts";
import { MOST_TOKENS } from "./frames.ts";
import { otherRole, type Role } from "./handshake.ts";
import type { SyncHost } from "./host.ts";
import { tokenOf, tokensOf } from "./tokens.ts";

export interface Shared {
  readonly listed: readonly Uint8Array[];
  readonly shared: readonly Uint8Array[];
  readonly said: number;
  readonly heard: number;
}

export interface FollowsParts {
  readonly host: Pick<SyncHost, "follows">;
  readonly role: Role;
  readonly transcript: Uint8Array;
  /** Whether the transport proves with whom unlisted festivals are shared: else they are not. */
  readonly bound: boolean;
  readonly random: (length: number) => Uint8Array;
  readonly say: (tokens: Uint8Array[]) => void;
  readonly onShared: (shared: Shared) => void;
  readonly onError: (cause: unknown) => void;
}

export class Follows {
  /** Our list as it was last said: by hex of the id, with the token that they would make of it. */
  #listed: ReadonlyMap<string, { id: Uint8Array; theirToken: string }> | null = null;
  #theirs: ReadonlySet<string> | null = null;
  #said = 0;
  #heard = 0;
  #asking: "no" | "yes" | "again" = "no";
  #stopped = false;

  constructor(private readonly parts: FollowsParts) {}

  /** Whether their first list has come. */
  get heard(): boolean {
    return this.#theirs !== null;
  }

  hear(tokens: readonly Uint8Array[]): void {
    this.#heard++;
    this.#theirs = new Set(tokens.map(toHex));
    this.#tell();
  }

  /** Says our list, if it is another than before. */
  sayAgain(): void {
    if (this.#asking !== "no") {
      this.#asking = "again";
      return;
    }
    this.#asking = "yes";
    this.parts.host.follows().then((follows) => {
      const again = this.#asking === "again";
      this.#asking = "no";
      if (this.#stopped) return;
      const offered = follows.filter(({ listed }) => listed || this.parts.bound);
      this.#say(offered.map(({ id }) => id));
      if (again) this.sayAgain();
    }).catch(this.parts.onError);
  }

  /** Where nothing is bound, a festival is offered once it is known to be public, and while it is. */
  notice({ festival, listed }: Extract<Notice, { kind: "entry" | "payload" | "cut" }>): void {
    if (this.parts.bound || festival === null || this.#listed === null) return;
    if (this.#listed.has(festival) !== listed) this.sayAgain();
  }

  /**
   * The store would not take something of it: it was left, and perhaps is followed again already.
   * Takes it off our list and says that, so that what was refused is sent again if it is back.
   */
  drop(festival: Uint8Array): void {
    const key = toHex(festival);
    if (!this.#listed?.has(key)) return;
    this.#say([...this.#listed].filter(([id]) => id !== key).map(([, { id }]) => id));
    this.sayAgain();
  }

  stop(): void {
    this.#stopped = true;
  }

  #say(festivals: readonly Uint8Array[]): void {
    const { transcript, role, random, say } = this.parts;
    const before = this.#listed;
    const listed = new Map(
      festivals.slice(0, MOST_TOKENS).map((
        id,
      ) => [toHex(id), before?.get(toHex(id)) ?? this.#tokened(id)]),
    );
    const isAsBefore = before?.size === listed.size &&
      [...listed.keys()].every((key) => before.has(key));
    if (isAsBefore) return;
    this.#listed = listed;
    this.#said++;
    say(tokensOf(transcript, role, festivals, random));
    this.#tell();
  }

  #tokened(id: Uint8Array) {
    const { transcript, role } = this.parts;
    return { id, theirToken: toHex(tokenOf(transcript, otherRole(role), id)) };
  }

  #tell(): void {
    // Ours is told even before theirs is here: which list a festival is on from is counted.
    if (this.#listed === null) return;
    const listed = [...this.#listed.values()];
    this.parts.onShared({
      listed: listed.map(({ id }) => id),
      shared: listed.filter(({ theirToken }) => this.#theirs?.has(theirToken)).map(({ id }) => id),
      said: this.#said,
      heard: this.#heard,
    });
  }
}
