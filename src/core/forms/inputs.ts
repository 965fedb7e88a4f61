/**
 * From the inputs of a form to the fields of a message, before any judgement of their size: each
 * schema's fields have one kind of input each, named by the path of the field.
 */
import { type CborValue, fromHex, ID_BYTES } from "../messages/mod.ts";
import type { FieldError, FieldErrorCode } from "./documents.ts";
import { instantsOf, isKnownZone } from "./zoned_time.ts";

export type FormInput = readonly (readonly [name: string, value: string])[];

/** Whether an input was there, and what it says; undefined says that it was left empty. */
export type Reading =
  | { readonly shown: false }
  | { readonly shown: true; readonly value: CborValue | undefined };

const HIDDEN: Reading = { shown: false };

/** The inputs of one form, by name, and what is wrong with them so far. */
export class Inputs {
  readonly errors: FieldError[] = [];
  readonly #values = new Map<string, string[]>();
  /** What stands before the first dot and before the second one: the groups, and their rows. */
  readonly #groups = new Set<string>();

  constructor(input: FormInput) {
    for (const [name, value] of input) {
      const values = this.#values.get(name);
      if (values !== undefined) {
        values.push(value);
        continue;
      }
      this.#values.set(name, [value]);
      const first = name.indexOf(".");
      if (first === -1) continue;
      this.#groups.add(name.slice(0, first));
      const second = name.indexOf(".", first + 1);
      if (second !== -1) this.#groups.add(name.slice(0, second));
    }
  }

  /** The last value of a name: a radio button after its hidden twin, say. Undefined where not shown. */
  text(name: string): string | undefined {
    return this.#values.get(name)?.at(-1)?.replace(/\r\n?/g, "\n").trim();
  }

  all(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** Whether any input is named `prefix.…`, where the prefix has at most one dot. */
  hasGroup(prefix: string): boolean {
    return this.#groups.has(prefix);
  }

  refuse(field: string, code: FieldErrorCode): undefined {
    this.errors.push({ field, code });
  }

  /** Undefined where not shown, empty, or no id: the last is told. */
  id(name: string): Uint8Array | undefined {
    const text = this.text(name)?.toLowerCase();
    if (text === undefined || text === "") return undefined;
    return idOf(text) ?? this.refuse(name, "not-an-id");
  }
}

function idOf(text: string): Uint8Array | null {
  const bytes = fromHex(text);
  return bytes?.length === ID_BYTES ? bytes : null;
}

type Reader = (inputs: Inputs, name: string, zone: string) => Reading;

/** A kind of input that is one input: `empty` never reaches `read`. */
function single(
  read: (text: string, inputs: Inputs, name: string, zone: string) => CborValue | undefined,
): Reader {
  return (inputs, name, zone) => {
    const text = inputs.text(name);
    if (text === undefined) return HIDDEN;
    return { shown: true, value: text === "" ? undefined : read(text, inputs, name, zone) };
  };
}

const text = single((value) => value);

const whole = single((value, inputs, name) => {
  const number = /^[+-]?\d+$/.test(value) ? Number(value) : NaN;
  if (Number.isNaN(number)) return inputs.refuse(name, "not-a-number");
  return Number.isSafeInteger(number) ? number : inputs.refuse(name, "out-of-range");
});

const id = single((value, inputs, name) =>
  idOf(value.toLowerCase()) ?? inputs.refuse(name, "not-an-id")
);

/** The earlier instant of a reading that the clocks show twice. */
const time = single((value, inputs, name, zone) => {
  const time = instantsOf(value, zone);
  return time.ok ? time.instants[0] : inputs.refuse(name, time.code);
});

const zoneName = single((value, inputs, name) =>
  isKnownZone(value) ? value : inputs.refuse(name, "unknown-zone")
);

/** A checkbox says nothing where it is not checked: its hidden twin tells that it was there. */
const checkbox: Reader = (inputs, name) => {
  const value = inputs.text(name);
  if (value === undefined && !inputs.has(`${name}.shown`)) return HIDDEN;
  // As for any optional field, what is not so is left out.
  return { shown: true, value: value === undefined || value === "" ? undefined : true };
};

function separated(
  separator: RegExp,
  read: (inputs: Inputs, name: string, item: string) => CborValue | undefined,
): Reader {
  return (inputs, name) => {
    if (!inputs.has(name)) return HIDDEN;
    const items = inputs.all(name).flatMap((value) => value.split(separator))
      .map((item) => item.trim()).filter((item) => item !== "");
    const values: CborValue[] = [];
    for (const item of new Set(items)) {
      const value = read(inputs, name, item);
      if (value !== undefined) values.push(value);
    }
    return { shown: true, value: values.length === 0 ? undefined : values };
  };
}

const tags = separated(/[,\n]/, (_inputs, _name, item) => item);
const ids = separated(
  /[\s,]+/,
  (inputs, name, item) => idOf(item.toLowerCase()) ?? inputs.refuse(name, "not-an-id"),
);

/** Rows `name.0.…`, `name.1.…`; a row without any text is no row. */
function rows(
  columns: Readonly<Record<string, Reader>>,
): Reader {
  return (inputs, name, zone) => {
    if (!inputs.hasGroup(name)) return HIDDEN;
    const values: CborValue[] = [];
    for (let i = 0; inputs.hasGroup(`${name}.${i}`); i++) {
      const row: { [key: string]: CborValue } = {};
      const empty: string[] = [];
      for (const [column, read] of Object.entries(columns)) {
        const reading = read(inputs, `${name}.${i}.${column}`, zone);
        if (reading.shown && reading.value !== undefined) row[column] = reading.value;
        else if ((inputs.text(`${name}.${i}.${column}`) ?? "") === "") empty.push(column);
      }
      if (Object.keys(row).length === 0 && empty.length > 0) continue;
      for (const column of empty) {
        // A link without words shows its address; anything else makes the row.
        if (columns[column] === text) row[column] = "";
        if (column !== "label") inputs.refuse(`${name}.${i}.${column}`, "missing");
      }
      values.push(row);
    }
    return { shown: true, value: values.length === 0 ? undefined : values };
  };
}

/** `place.lat` and `place.lon` in decimal degrees; messages hold whole 10⁻⁷ degrees. */
function coordinates(inputs: Inputs): Reading {
  const lat = degrees(inputs, "place.lat", 90);
  const lon = degrees(inputs, "place.lon", 180);
  if (!lat.shown && !lon.shown) return HIDDEN;
  const [a, b] = [lat.shown ? lat.value : undefined, lon.shown ? lon.value : undefined];
  if (a !== undefined && b === undefined && !inputs.text("place.lon")) {
    inputs.refuse("place.lon", "missing");
  }
  if (b !== undefined && a === undefined && !inputs.text("place.lat")) {
    inputs.refuse("place.lat", "missing");
  }
  return { shown: true, value: a === undefined || b === undefined ? undefined : [a, b] };
}

function degrees(inputs: Inputs, name: string, most: number): Reading {
  return single((value) => {
    // Half of the world writes a comma.
    const plain = value.replace(",", ".");
    if (!/^[+-]?\d+(?:\.\d*)?$/.test(plain)) return inputs.refuse(name, "not-a-number");
    const number = Number(plain);
    if (Math.abs(number) > most) return inputs.refuse(name, "out-of-range");
    return Math.round(number * 1e7) || 0;
  })(inputs, name, "");
}

/** A map whose members have inputs of their own; what no input shows is kept as it was. */
export interface Group {
  readonly [member: string]: Reader;
}

const GROUPS: { readonly [name: string]: Group } = {
  policy: { name: text },
  place: { gps: coordinates, address: text, url: text, onRequest: checkbox },
  access: {
    stepFree: text,
    toilet: text,
    seating: text,
    hearing: text,
    quiet: text,
    note: text,
  },
};

const links = rows({ label: text, url: text });

const READERS: { readonly [schema: string]: { readonly [field: string]: Reader } } = {
  user: { name: text, about: text, contact: text, links, members: ids },
  festival: {
    title: text,
    description: text,
    start: time,
    end: time,
    timezone: zoneName,
    dayBreak: whole,
    parent: id,
    visibility: text,
    token: id,
    closed: checkbox,
  },
  resource: {
    title: text,
    description: text,
    kind: text,
    tags,
    quantity: whole,
    people: whole,
    availability: rows({ start: time, end: time }),
    deputy: id,
    requires: ids,
    contact: text,
  },
  event: {
    title: text,
    description: text,
    start: time,
    end: time,
    tags,
    stage: text,
    where: text,
    links,
  },
  request: {
    event: id,
    eventTitle: text,
    eventFestival: id,
    resource: id,
    start: time,
    end: time,
    quantity: whole,
    note: text,
    answer: text,
    replaces: id,
  },
  authorization: { request: id, verdict: text, reason: text },
  vote: { request: id, verdict: text },
};

/** Names of the schemas that have a form. */
export const FORM_SCHEMAS: readonly string[] = Object.keys(READERS);

/**
 * Reads the fields of a schema: what its inputs show, `undefined` for what was left empty. `current`
 * (in the form of a message) is where members of a group without an input come from.
 */
export function readFields(
  inputs: Inputs,
  schema: string,
  zone: string,
  current: { readonly [name: string]: CborValue },
): Map<string, CborValue | undefined> {
  const fields = new Map<string, CborValue | undefined>();
  for (const [name, read] of Object.entries(READERS[schema] ?? {})) {
    const reading = read(inputs, name, zone);
    if (reading.shown) fields.set(name, reading.value);
  }
  const groups = schema === "resource"
    ? ["policy", "place", "access"]
    : schema === "event"
    ? ["access"]
    : [];
  for (const name of groups) {
    if (inputs.hasGroup(name)) fields.set(name, readGroup(inputs, name, current[name]));
  }
  return fields;
}

function readGroup(
  inputs: Inputs,
  group: string,
  current: CborValue | undefined,
): CborValue | undefined {
  const before = isMap(current) ? current : {};
  const map: { [key: string]: CborValue } = { ...before };
  for (const [member, read] of Object.entries(GROUPS[group] ?? {})) {
    const reading = read(inputs, `${group}.${member}`, "");
    if (!reading.shown) continue;
    if (reading.value === undefined) delete map[member];
    else map[member] = reading.value;
  }
  // Parameters belong to the policy that they were given for.
  if (group === "policy" && map["name"] !== before["name"]) delete map["params"];
  return Object.keys(map).length === 0 ? undefined : map;
}

export function isMap(
  value: CborValue | undefined,
): value is { [key: string]: CborValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    !(value instanceof Uint8Array);
}
