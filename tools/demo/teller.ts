/** Tells a story step by step: who says what, with names in place of ids. */
import { instantsOf } from "../../src/core/forms/mod.ts";
import type { CborValue } from "../../src/core/messages/mod.ts";
import { PEOPLE } from "./people.ts";

export const TIMEZONE = "Europe/Berlin";

export type Person = keyof typeof PEOPLE;
export type StoryValue =
  | CborValue
  | Named
  | readonly StoryValue[]
  | { readonly [name: string]: StoryValue };
export type Fields = { readonly [name: string]: StoryValue };

/** Stands for the id of what an earlier step made, or for a person's public key. */
export interface Named {
  readonly named: string;
}

/** One message, with names in place of ids. */
export interface Step {
  readonly by: Person;
  readonly action: "create" | "update" | "delete";
  readonly schema: string;
  /** Name of the festival in whose log it stands; `festival` where not given. */
  readonly at?: string;
  /** Of what is created here, for later steps. */
  readonly name?: string;
  /** Of what is updated or deleted. */
  readonly of?: string;
  /** Name of the proposal that it accepts. */
  readonly proposal?: string;
  readonly fields?: Fields;
}

interface EventInStory {
  readonly by: Person;
  readonly at: string;
  readonly title: string;
  readonly start: number;
  readonly end: number;
}

export class Story {
  readonly steps: Step[] = [];
  /** The festival that is being told of. */
  at = "festival";
  readonly #resources = new Map<string, { readonly by: Person; readonly at: string }>();
  readonly #events = new Map<string, EventInStory>();
  /** The newest request of an event for a resource. */
  readonly #requests = new Map<string, string>();

  constructor(readonly friday: string) {}

  /** `sat 01:30`, as the clocks show it there. */
  time(text: string): number {
    const [day, clock] = text.split(" ");
    const date = new Date(`${this.friday}T00:00Z`);
    date.setUTCDate(date.getUTCDate() + ["fri", "sat", "sun", "mon"].indexOf(day!));
    const read = instantsOf(`${date.toISOString().slice(0, 10)}T${clock}`, TIMEZONE);
    if (!read.ok) throw new Error(`${text} is no time of the weekend of ${this.friday}`);
    return read.instants[0];
  }

  /** Windows of time, each `fri 08:00` to `sun 20:00`. */
  windows(...spans: readonly (readonly [start: string, end: string])[]): CborValue {
    return spans.map(([start, end]) => ({ start: this.time(start), end: this.time(end) }));
  }

  readonly festival = (by: Person, fields: Fields) => {
    this.#create({ by, schema: "festival", name: this.at, fields });
  };

  /** A festival inside of the one that was told of before, which it is announced in. */
  readonly nested = (by: Person, name: string, fields: Fields & { readonly title: string }) => {
    const parent = this.at;
    this.at = name;
    this.festival(by, { ...fields, parent: { named: parent } });
    const announced = {
      child: { named: name },
      nonce: { named: `nonce ${name}` },
      title: fields.title,
    };
    this.steps.push({ action: "create", by, schema: "nesting", at: parent, fields: announced });
  };

  readonly profile = (by: Person) => {
    this.#create({ by, schema: "user", fields: PEOPLE[by] });
  };

  readonly resource = (by: Person, name: string, fields: Fields) => {
    this.#resources.set(name, { by, at: this.at });
    this.#create({ by, schema: "resource", name, fields });
  };

  readonly event = (
    by: Person,
    name: string,
    start: string,
    end: string,
    fields: Fields & { readonly title: string },
  ) => {
    const when = { start: this.time(start), end: this.time(end) };
    this.#events.set(name, { by, at: this.at, title: fields.title, ...when });
    this.#create({ by, schema: "event", name, fields: { ...fields, ...when } });
  };

  /** An event asks for a resource over all of its time, in the log of the resource's festival. */
  readonly ask = (event: string, resource: string, more: Fields = {}) => {
    const { by, at: home, title, start, end } = this.#events.get(event)!;
    const { at } = this.#resources.get(resource)!;
    const before = this.#requests.get(`${event} ${resource}`);
    const name = `${event} ${resource} ${this.steps.length}`;
    this.#requests.set(`${event} ${resource}`, name);
    const fields: Fields = {
      event: { named: event },
      eventTitle: title,
      ...(home === at ? {} : { eventFestival: { named: home } }),
      resource: { named: resource },
      start,
      end,
      ...(before === undefined ? {} : { replaces: { named: before } }),
      ...more,
    };
    this.steps.push({ action: "create", by, at, schema: "request", name, fields });
  };

  /** The owner answers the newest request, or who may in their stead. */
  readonly answer = (
    event: string,
    resource: string,
    verdict: "confirmed" | "denied",
    reason?: string,
    by = this.#resources.get(resource)!.by,
  ) => {
    const request = this.#requests.get(`${event} ${resource}`)!;
    const { at } = this.#resources.get(resource)!;
    const fields = {
      request: { named: request },
      verdict,
      ...(reason === undefined ? {} : { reason }),
    };
    this.steps.push({ action: "create", by, at, schema: "authorization", fields });
  };

  /** Somebody whom the owner named says what they think of the newest request. */
  readonly vote = (
    by: Person,
    event: string,
    resource: string,
    verdict: "confirmed" | "denied",
  ) => {
    const request = this.#requests.get(`${event} ${resource}`)!;
    const { at } = this.#resources.get(resource)!;
    const fields = { request: { named: request }, verdict };
    this.steps.push({ action: "create", by, at, schema: "vote", fields });
  };

  /** Somebody asks the author of an event or a resource to change it. */
  readonly propose = (by: Person, name: string, document: string, fields: Fields, note: string) => {
    const proposed = { document: { named: document }, fields, note };
    this.#create({ by, schema: "proposal", name, fields: proposed });
  };

  /** Somebody asks a collective, of which they are one, to make an event; and it does. */
  readonly proposeEvent = (
    by: Person,
    collective: Person,
    name: string,
    start: string,
    end: string,
    fields: Fields & { readonly title: string },
    note: string,
  ) => {
    const when = { start: this.time(start), end: this.time(end) };
    const proposal = `${name} proposed`;
    const proposed = {
      schema: "event",
      for: { named: collective },
      fields: { ...fields, ...when },
    };
    this.#create({ by, schema: "proposal", name: proposal, fields: { ...proposed, note } });
    this.#events.set(name, { by: collective, at: this.at, title: fields.title, ...when });
    this.#create({
      by: collective,
      schema: "event",
      name,
      proposal,
      fields: { ...fields, ...when },
    });
  };

  /** Who proposed something does not want it any more. */
  readonly withdraw = (proposal: string) => {
    const { by, at } = this.steps.find(({ name }) => name === proposal)!;
    this.steps.push({ by, at: at!, action: "delete", schema: "proposal", of: proposal });
  };

  /** The author changes their event as it was proposed. */
  readonly accept = (proposal: string, event: string, fields: Fields) => {
    const { by, at } = this.#events.get(event)!;
    const step = { by, at, action: "update", schema: "event", of: event } as const;
    this.steps.push({ ...step, proposal, fields });
  };

  /** The author of the festival, or of an event or resource in it, changes some of its fields. */
  change(by: Person, schema: string, of: string, fields: Fields): void {
    this.steps.push({ by, action: "update", at: this.at, schema, of, fields });
  }

  move(event: string, start: string, end: string, resources: readonly string[]): void {
    const when = { start: this.time(start), end: this.time(end) };
    const { by, at, title } = this.#events.get(event)!;
    this.#events.set(event, { by, at, title, ...when });
    this.steps.push({ by, at, action: "update", schema: "event", of: event, fields: when });
    for (const resource of resources) this.ask(event, resource);
  }

  /** It goes on for longer than what it has: nothing is asked for anew. */
  stretch(event: string, end: string): void {
    const { by, at, ...told } = this.#events.get(event)!;
    const until = this.time(end);
    this.#events.set(event, { by, at, ...told, end: until });
    const fields = { end: until };
    this.steps.push({ by, at, action: "update", schema: "event", of: event, fields });
  }

  cancel(event: string, description: string): void {
    const { by, at } = this.#events.get(event)!;
    const fields = { stage: "cancelled", description };
    this.steps.push({ by, at, action: "update", schema: "event", of: event, fields });
    for (const [pair, request] of this.#requests) {
      const [asking, resource] = pair.split(" ");
      if (asking !== event) continue;
      const { at } = this.#resources.get(resource!)!;
      this.steps.push({ by, at, action: "delete", schema: "request", of: request });
    }
  }

  #create(step: Omit<Step, "action">): void {
    this.steps.push({ action: "create", at: this.at, ...step });
  }
}
