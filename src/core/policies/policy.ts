/**
 * What a policy is: how an owner decides about requests. A file beside this one holds all of one:
 * its parameters, its words, its forms as data, and a pure function that decides (DESIGN.md §6).
 */
import type { ZodMiniType } from "zod/mini";
import type { Span } from "../spans/mod.ts";

/** A request, or the booking that it became. Ids and keys are hex. */
export interface Asked extends Span {
  readonly id: string;
  readonly author: string;
  readonly quantity: number;
  /** When the node of whoever decides received it, Unix milliseconds. */
  readonly receivedAt: number;
}

export type Verdict = "confirmed" | "denied";

/** All that a decision may depend on. Whoever decides brings it, the clock too. */
export interface PolicyContext {
  readonly request: Asked & {
    readonly event: string;
    /** The author's own earlier request that this one moves. */
    readonly replaces: string | null;
    /** To what the policy asked, as `answerIn` reads it. */
    readonly answer: string | null;
  };
  readonly resource: {
    readonly id: string;
    /** How many there are. */
    readonly quantity: number;
    /** When it can be had; null: always. */
    readonly availability: readonly Span[] | null;
    /** Of its policy, as messages hold them or as JSON shows them. */
    readonly params: Readonly<Record<string, unknown>>;
  };
  /** Bookings of the resource that stand; those that do not overlap the request do not matter. */
  readonly standing: readonly Asked[];
  /** Pending requests for the resource that came before this one, in the order in which they came. */
  readonly earlier: readonly Asked[];
  /** All that was pending for the resource when this run began, this one too, in that order. */
  readonly line: readonly Asked[];
  readonly now: number;
  /** The festival's. */
  readonly timezone: string;
  /** Minutes after midnight at which the festival's day ends. */
  readonly dayBreak: number;
  /**
   * The requester's bookings that stand of any resource of this owner in the festival, those
   * confirmed in this run too. Empty unless {@link Needs.held}.
   */
  readonly held: readonly (Asked & { readonly resource: string })[];
  /**
   * Whether a key has a standing request for a resource, whatever its time; the requester where none
   * is named. False for what {@link Needs.tokens} does not name.
   */
  holds(resource: string, author?: string): boolean;
  /** The latest of each who voted on this request. Empty unless {@link Needs.votes}. */
  readonly votes: readonly { readonly author: string; readonly verdict: Verdict }[];
}

/** What a policy reads beyond the resource's own line: whoever decides fetches no more than that. */
export interface Needs {
  readonly held?: boolean;
  readonly votes?: boolean;
  /** Resources, in hex, whose holders matter. */
  readonly tokens?: readonly string[];
}

export type Decision =
  | { readonly kind: "confirm" }
  /** Only what can never be as it was asked. The reason is signed, for the requester to read. */
  | { readonly kind: "deny"; readonly reason: string }
  /**
   * Until something ahead of it goes away (1 would be next), or until a time, Unix milliseconds, at
   * which asking again may give another answer.
   */
  | { readonly kind: "wait"; readonly place: number; readonly until?: number }
  /** The owner decides; why is a word: `manual`, `bad-params`, `outside-availability`, … */
  | { readonly kind: "ask"; readonly why: string };

/** By language; English is always there, and stands in for those that are not. */
export type Words =
  & { readonly en: Phrase }
  & { readonly [lang: string]: Phrase };
/** A text with `{names}` to fill in, or its forms by the number `n` among them. */
export type Phrase = string | { readonly one?: string; readonly other: string };

/** Words with what stands in them: text, numbers, and what a page shows in a way of its own. */
export interface Sentence {
  readonly words: Words;
  readonly values?: Readonly<Record<string, SentenceValue>>;
}
export type SentenceValue =
  | string
  | number
  /** Unix milliseconds, in the festival's zone. */
  | { readonly time: number }
  /** Hex: by their titles and names, linked. */
  | { readonly resource: string }
  | { readonly keys: readonly string[] }
  /** A number to call, an address: linked where it is one. */
  | { readonly contact: string };

export type PolicyFieldKind =
  | "text"
  | "long text"
  | "number"
  | "datetime"
  /** Of several people, one a line. */
  | "keys"
  | "resource"
  | "choice"
  | "checkbox"
  /** A script of the policy's own fills it in ({@link Policy.script}). */
  | "script";

/** A field of a form. What it holds: text, an integer, Unix milliseconds, hex, a list of hex, true. */
export interface PolicyField {
  readonly name: string;
  readonly kind: PolicyFieldKind;
  readonly label: Words;
  readonly help?: Words;
  readonly required?: boolean;
  /** Of a number. */
  readonly min?: number;
  readonly max?: number;
  /** Of a text, in bytes. */
  readonly most?: number;
  /** What stands in the owner's form before anybody chose. */
  readonly preset?: FieldValue;
  /** Of a choice. */
  readonly options?: readonly { readonly value: string; readonly label: Words }[];
}
export type FieldValue = string | number | boolean | readonly string[];
export type FieldValues = Readonly<Record<string, FieldValue>>;

/** What the requester is told of besides the parameters. */
export interface Explained {
  readonly quantity: number;
  readonly contact: string | null;
}

/**
 * A policy. `Params` is what {@link Policy.params} makes of `policy.params` of a resource, where bytes
 * are hex: keys and ids, that is.
 *
 * Everything here is data or pure: no clock, no chance, nothing fetched.
 */
export interface Policy<Params = unknown> {
  /** As in the resource's `policy.name`. */
  readonly name: string;
  /** By zod/mini; what it refuses leaves each request to the owner. */
  readonly params: ZodMiniType<Params>;
  /** Parameters as somebody may choose them: pages that tell of the policy explain these. */
  readonly example: Params;
  readonly texts: {
    readonly title: Words;
    /** By which an owner chooses. */
    readonly summary: Words;
    /** Sentences for who asks. */
    explain(params: Params, resource: Explained): readonly Sentence[];
  };
  /** Each is a parameter of its name, unless {@link toParams} says otherwise. */
  readonly ownerFields: readonly PolicyField[];
  /**
   * What the owner's fields mean where that is not simply a parameter each; `before` is what stands.
   * A text is the name of a field without which they mean nothing.
   */
  toParams?(
    values: FieldValues,
    before: Params | null,
  ): Readonly<Record<string, ParamValue>> | string;
  /** The reverse, for the form that changes it. */
  toFields?(params: Params): FieldValues;
  /** What who asks is asked; their answer goes into the request's `answer`. */
  requesterFields?(params: Params): readonly PolicyField[];
  /** What works the fields of kind `script`: a file of `static/`, and the custom element it defines. */
  readonly script?: { readonly file: string; readonly element: string };
  needs?(params: Params): Needs;
  decide(context: PolicyContext, params: Params): Decision;
}
/** As a message holds it, but that ids and keys are hex in `{ $bytes }`. */
export type ParamValue =
  | string
  | number
  | boolean
  | { readonly $bytes: string }
  | readonly ParamValue[]
  | { readonly [name: string]: ParamValue };

/** Says that this is a policy; its parameters' type stays its own affair. */
export function definePolicy<Params>(policy: Policy<Params>): Policy {
  return policy;
}
