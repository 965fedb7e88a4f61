/**
 * From the inputs of a form to the fields of a message: each schema's fields have one kind of input
 * each, named by the path of the field.
 */
import type { CborValue } from "../messages/mod.ts";
import type { Span } from "../spans/mod.ts";
import { readAvailability } from "./availability_form.ts";
import { type Inputs } from "./inputs.ts";
import { type PolicyReaders, readAnswer, readPolicy } from "./policy_fields.ts";
import {
  checkbox,
  coordinates,
  id,
  ids,
  isMap,
  type Reader,
  rows,
  tags,
  text,
  time,
  whole,
  zoneName,
} from "./readers.ts";

/** A map whose members have inputs of their own; what no input shows is kept as it was. */
export interface Group {
  readonly [member: string]: Reader;
}

const GROUPS: { readonly [name: string]: Group } = {
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

/** Who answers while the owner is away: this node's agent, somebody who is named, or nobody. */
const deputy: Reader = (inputs, name, zone) => {
  switch (inputs.text("deputy.choice")) {
    case undefined:
      return id(inputs, name, zone);
    case "node":
      return id(inputs, "deputy.node", zone);
    case "user": {
      if (!inputs.text(name)) inputs.refuse(name, "missing");
      return id(inputs, name, zone);
    }
    case "nobody":
      return { shown: true, value: undefined };
    default:
      inputs.refuse("deputy.choice", "not-a-choice");
      return { shown: true, value: undefined };
  }
};

const links = /* @__PURE__ */ rows({ label: text, url: text });

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
    deputy,
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
    replaces: id,
  },
  authorization: { request: id, verdict: text, reason: text },
  vote: { request: id, verdict: text },
};

/** Names of the schemas that have a form. */
export const FORM_SCHEMAS: readonly string[] = /* @__PURE__ */ Object.keys(READERS);

/**
 * Reads the fields of a schema: what its inputs show, `undefined` for what was left empty. `current`
 * (in the form of a message) is where members of a group without an input come from.
 */
export function readFields(
  inputs: Inputs,
  schema: string,
  zone: string,
  current: { readonly [name: string]: CborValue },
  policies: PolicyReaders | undefined,
): Map<string, CborValue | undefined> {
  const fields = new Map<string, CborValue | undefined>();
  for (const [name, read] of Object.entries(READERS[schema] ?? {})) {
    const reading = read(inputs, name, zone);
    if (reading.shown) fields.set(name, reading.value);
  }
  if (schema === "resource") {
    const before = (current["availability"] ?? null) as readonly Span[] | null;
    const reading = readAvailability(inputs, zone, before);
    if (reading.shown) fields.set("availability", reading.value);
    if (inputs.hasGroup("policy")) {
      fields.set("policy", readPolicy(inputs, zone, current["policy"], policies));
    }
  }
  if (schema === "request") {
    const reading = readAnswer(inputs, policies);
    if (reading.shown) fields.set("answer", reading.value);
  }
  const groups = schema === "resource" ? ["place", "access"] : schema === "event" ? ["access"] : [];
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
  return Object.keys(map).length === 0 ? undefined : map;
}
