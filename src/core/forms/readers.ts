/**
 * Kinds of input: from what a person typed to a value, before any judgement of its size. They are marked
 * as pure, so that a script that needs none of them does not carry all.
 */
import type { CborValue } from "../messages/mod.ts";
import { idOf, type Inputs } from "./inputs.ts";
import { instantsOf, isKnownZone } from "./zoned_time.ts";

/** Whether an input was there, and what it says; undefined says that it was left empty. */
export type Reading =
  | { readonly shown: false }
  | { readonly shown: true; readonly value: CborValue | undefined };

export const HIDDEN: Reading = { shown: false };

export type Reader = (inputs: Inputs, name: string, zone: string) => Reading;

/** A kind of input that is one input: `empty` never reaches `read`. */
export function single(
  read: (text: string, inputs: Inputs, name: string, zone: string) => CborValue | undefined,
): Reader {
  return (inputs, name, zone) => {
    const text = inputs.text(name);
    if (text === undefined) return HIDDEN;
    return { shown: true, value: text === "" ? undefined : read(text, inputs, name, zone) };
  };
}

export const text = /* @__PURE__ */ single((value) => value);

export const whole = /* @__PURE__ */ single((value, inputs, name) => {
  const number = /^[+-]?\d+$/.test(value) ? Number(value) : NaN;
  if (Number.isNaN(number)) return inputs.refuse(name, "not-a-number");
  return Number.isSafeInteger(number) ? number : inputs.refuse(name, "out-of-range");
});

export const id = /* @__PURE__ */ single((value, inputs, name) =>
  idOf(value.toLowerCase()) ?? inputs.refuse(name, "not-an-id")
);

/** The earlier instant of a reading that the clocks show twice. */
export const time = /* @__PURE__ */ single((value, inputs, name, zone) => {
  const time = instantsOf(value, zone);
  return time.ok ? time.instants[0] : inputs.refuse(name, time.code);
});

export const zoneName = /* @__PURE__ */ single((value, inputs, name) =>
  isKnownZone(value) ? value : inputs.refuse(name, "unknown-zone")
);

/** A checkbox says nothing where it is not checked: its hidden twin tells that it was there. */
export const checkbox: Reader = (inputs, name) => {
  const value = inputs.text(name);
  if (value === undefined && !inputs.has(`${name}.shown`)) return HIDDEN;
  // As for any optional field, what is not so is left out.
  return { shown: true, value: value === undefined || value === "" ? undefined : true };
};

export function separated(
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

export const tags = /* @__PURE__ */ separated(/[,\n]/, (_inputs, _name, item) => item);
export const ids = /* @__PURE__ */ separated(
  /[\s,]+/,
  (inputs, name, item) => idOf(item.toLowerCase()) ?? inputs.refuse(name, "not-an-id"),
);

/** Rows `name.0.…`, `name.1.…`; a row without any text is no row. */
export function rows(
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
export function coordinates(inputs: Inputs): Reading {
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

export function isMap(
  value: CborValue | undefined,
): value is { [key: string]: CborValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    !(value instanceof Uint8Array);
}

/** The zone of a form's times; one that is not known is read as UTC. */
export function zoneOfForm(
  inputs: Inputs,
  before: { readonly [name: string]: CborValue } = {},
): string {
  const given = inputs.text("timezone") || before["timezone"];
  return typeof given === "string" && isKnownZone(given) ? given : "UTC";
}
