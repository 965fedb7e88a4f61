/**
 * What was read lately, so that it is decoded once and not at every page: what nobody used for long
 * goes first. Only for what is decided by its name, or checked against it, or forgotten, by who asks:
 * nothing here goes stale.
 */
export class Recent<Value> {
  readonly #values = new Map<string | number, Kept<Value>>();
  #weight = 0;

  /** `most` in the unit of the weights. */
  constructor(private readonly most: number) {}

  /** Only marks what it gives: to put it at the end at once costs as much as all else of a page. */
  get(name: string | number): Value | undefined {
    const found = this.#values.get(name);
    if (found === undefined) return undefined;
    found.isUsed = true;
    return found.value;
  }

  keep(name: string | number, value: Value, weight: number): Value {
    this.forget(name);
    this.#values.set(name, { value, weight, isUsed: true });
    this.#weight += weight;
    for (const [oldest, one] of this.#values) {
      if (this.#weight <= this.most) break;
      this.#values.delete(oldest);
      // What was used since it was last looked at stays once more.
      if (one.isUsed) this.#values.set(oldest, { ...one, isUsed: false });
      else this.#weight -= one.weight;
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

interface Kept<Value> {
  readonly value: Value;
  readonly weight: number;
  isUsed: boolean;
}
