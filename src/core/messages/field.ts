/**
 * What a schema's field can hold. Limits are part of the protocol (DESIGN.md §5), never settings,
 * and depend on nothing but the value: no Unicode tables, no locale, no clock.
 */
import * as z from "zod/mini";

// The pages' policy forbids `eval`, and zod tries it unless told not to.
z.config({ jitless: true });

/** Where a field's JSON form is hex: the value itself, or each item of the list. */
export type BytesIn = "value" | "items" | null;

export interface Field<Value = unknown, Optional extends boolean = boolean> {
  readonly type: z.ZodMiniType<Value>;
  /** What the type comes to where it is one test of a value, which it leaves as it is. */
  readonly test: Test | null;
  readonly optional: Optional;
  /** Taken in a create where the field is not given. */
  readonly fallback: Value | undefined;
  readonly bytesIn: BytesIn;
  /** Read in a create alone; an update that carries it changes nothing of it. */
  readonly createOnly: boolean;
}

export type Fields = Readonly<Record<string, Field>>;

/** The parsed fields of a schema: what is not optional is there. */
export type ValuesOf<F extends Fields> =
  & { readonly [K in keyof F as F[K] extends Field<unknown, false> ? K : never]: ValueOf<F[K]> }
  & {
    readonly [K in keyof F as F[K] extends Field<unknown, false> ? never : K]?:
      | ValueOf<F[K]>
      | undefined;
  };
type ValueOf<F> = F extends Field<infer Value> ? Value : never;

interface FieldOptions {
  readonly bytesIn?: BytesIn;
  readonly createOnly?: boolean;
}

export function required<V>(type: z.ZodMiniType<V>, options: FieldOptions = {}): Field<V, false> {
  return make(type, false, undefined, options);
}

export function optional<V>(type: z.ZodMiniType<V>, options: FieldOptions = {}): Field<V, true> {
  return make(type, true, undefined, options);
}

export function withDefault<V>(type: z.ZodMiniType<V>, fallback: V): Field<V, false> {
  return make(type, false, fallback, {});
}

function make<V, O extends boolean>(
  type: z.ZodMiniType<V>,
  optional: O,
  fallback: V | undefined,
  options: FieldOptions,
): Field<V, O> {
  return {
    type,
    test: TESTS.get(type) ?? null,
    optional,
    fallback,
    bytesIn: options.bytesIn ?? null,
    createOnly: options.createOnly ?? false,
  };
}

type Test = (value: unknown) => boolean;
const TESTS = new WeakMap<object, Test>();

/** A type that is one test. Every field of every entry is read: the library's result costs more. */
function tested<V>(test: Test): z.ZodMiniType<V> {
  const type = z.custom<V>(test);
  TESTS.set(type, test);
  return type;
}

/** Length of a text in UTF-8 bytes, without encoding it. */
export function utf8Length(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    // A surrogate pair is two units and four bytes: each unit adds one.
    length += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2;
  }
  return length;
}

/** One line of text of at most `maxBytes` bytes of UTF-8, without control characters. */
export function line(maxBytes: number): z.ZodMiniType<string> {
  return tested<string>((value) => isText(value, maxBytes, false));
}

/** As {@link line}, where U+000A is allowed too. */
export function lines(maxBytes: number): z.ZodMiniType<string> {
  return tested<string>((value) => isText(value, maxBytes, true));
}

function isText(value: unknown, maxBytes: number, breaks: boolean): boolean {
  if (typeof value !== "string" || value.length > maxBytes) return false;
  if (value.length * 3 > maxBytes && utf8Length(value) > maxBytes) return false;
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i);
    if (unit < 0x20 ? !(breaks && unit === 0x0a) : unit >= 0x7f && unit <= 0x9f) return false;
  }
  return true;
}

/** ASCII without control characters, as time zone names are. */
export function ascii(maxBytes: number): z.ZodMiniType<string> {
  return tested<string>((value) =>
    typeof value === "string" && value.length <= maxBytes && /^[\x20-\x7e]*$/.test(value)
  );
}

export function bytes(length: number): z.ZodMiniType<Uint8Array> {
  return tested<Uint8Array>((value) => value instanceof Uint8Array && value.length === length);
}

/** An id or a public key. */
export const id = bytes(32);

export function integer(min = -Number.MAX_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER) {
  return tested<number>((value) =>
    typeof value === "number" && Number.isSafeInteger(value) && value >= min && value <= max
  );
}

/** Unix milliseconds, UTC. */
export const time = integer();
export const flag = tested<boolean>((value) => typeof value === "boolean");

export function oneOf<const T extends string>(...values: readonly T[]): z.ZodMiniType<T> {
  return tested<T>((value) => (values as readonly unknown[]).includes(value));
}

export function list<V>(item: z.ZodMiniType<V>, most: number): z.ZodMiniType<V[]> {
  return z.array(item).check(z.maxLength(most));
}

/**
 * A map of named values; keys it does not name are left out of what is read.
 *
 * `Choice:` a map parses as a whole: one inner value that does not parse fails all of it.
 */
export function map<S extends z.core.$ZodLooseShape>(shape: S) {
  // The library takes any object that is no list, and so a byte string too.
  return z.pipe(noBytes, z.object(shape));
}

const noBytes = z.custom<z.core.input<z.ZodMiniObject>>((value) => !(value instanceof Uint8Array));

export const links = list(map({ label: line(80), url: line(500) }), 8);

/**
 * `Choice:` each answer can be left out, since most people know only some of them; pages then say
 * that nobody has told yet.
 */
const answer = z.optional(oneOf("yes", "no", "partly"));
export const access = map({
  stepFree: answer,
  toilet: answer,
  seating: answer,
  hearing: answer,
  quiet: answer,
  note: z.optional(lines(500)),
});
export const tags = list(line(40), 16);
