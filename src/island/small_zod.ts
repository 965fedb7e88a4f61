/**
 * What `core/messages` uses of `zod/mini`, in a sixth of its weight: `tools/build_static.ts` puts it
 * in its place when it bundles the island, which is loaded over festival networks. A property test
 * (`tests/island/small_zod_test.ts`) holds that both judge every value alike.
 */

interface Type<Value> {
  safeParse(value: unknown): Result<Value>;
}

type Result<Value> =
  | { readonly success: true; readonly data: Value }
  | { readonly success: false };

const FAILED = { success: false } as const;

function make<Value>(safeParse: (value: unknown) => Result<Value>): Type<Value> {
  return { safeParse };
}

function parsed<Value>(data: Value): Result<Value> {
  return { success: true, data };
}

/** There is nothing to configure. */
export function config(_options: unknown): void {}

export function custom<Value>(test: (value: unknown) => boolean): Type<Value> {
  return make((value) => test(value) ? parsed(value as Value) : FAILED);
}

export function optional<Value>(type: Type<Value>): Type<Value | undefined> {
  return make<Value | undefined>((value) =>
    value === undefined ? parsed(undefined) : type.safeParse(value)
  );
}

export function _default<Value>(type: Type<Value>, fallback: Value): Type<Value> {
  return make((value) => value === undefined ? parsed(fallback) : type.safeParse(value));
}

export function object(shape: Readonly<Record<string, Type<unknown>>>): Type<object> {
  return make((value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return FAILED;
    const given = value as Readonly<Record<string, unknown>>;
    const data: Record<string, unknown> = {};
    for (const [name, type] of Object.entries(shape)) {
      const result = type.safeParse(given[name]);
      if (!result.success) return FAILED;
      if (result.data !== undefined || name in given) data[name] = result.data;
    }
    return parsed(data);
  });
}

export function pipe<Value>(first: Type<unknown>, then: Type<Value>): Type<Value> {
  return make((value) => {
    const result = first.safeParse(value);
    return result.success ? then.safeParse(result.data) : FAILED;
  });
}

export function tuple(types: readonly Type<unknown>[]): Type<unknown[]> {
  return make((value) => {
    if (!Array.isArray(value) || value.length !== types.length) return FAILED;
    return all(value, (i) => types[i]!);
  });
}

export function array(item: Type<unknown>) {
  const type = make((value) => Array.isArray(value) ? all(value, () => item) : FAILED);
  const check = (fits: (list: readonly unknown[]) => boolean) =>
    make((value) => Array.isArray(value) && !fits(value) ? FAILED : type.safeParse(value));
  return { ...type, check };
}

export function maxLength(most: number) {
  return (list: readonly unknown[]) => list.length <= most;
}

function all(list: readonly unknown[], typeOf: (i: number) => Type<unknown>): Result<unknown[]> {
  const data: unknown[] = [];
  for (const [i, value] of list.entries()) {
    const result = typeOf(i).safeParse(value);
    if (!result.success) return FAILED;
    data.push(result.data);
  }
  return parsed(data);
}
