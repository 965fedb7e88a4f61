/**
 * What was read lately, so that it is decoded once and not at every page: the least used goes first.
 * Only for what is decided by its name, or checked against it, or forgotten, by who asks: nothing
 * here goes stale.
 */
export class Recent<Value> {
  readonly #values = new Map<string | number, { readonly value: Value; readonly weight: number }>();
  #weight = 0;

  /** `most` in the unit of the weights. */
  constructor(private readonly most: number) {}

  get(name: string | number): Value | undefined {
    const found = this.#values.get(name);
    if (found === undefined) return undefined;
    this.#values.delete(name);
    this.#values.set(name, found);
    return found.value;
  }

  keep(name: string | number, value: Value, weight: number): Value {
    const before = this.#values.get(name);
    if (before !== undefined) {
      this.#weight -= before.weight;
      this.#values.delete(name);
    }
    this.#values.set(name, { value, weight });
    this.#weight += weight;
    for (const [oldest, gone] of this.#values) {
      if (this.#weight <= this.most) break;
      this.#values.delete(oldest);
      this.#weight -= gone.weight;
    }
    return value;
  }

  forget(name: string | number): void {
    const gone = this.#values.get(name);
    if (gone === undefined) return;
    this.#values.delete(name);
    this.#weight -= gone.weight;
  }
}
