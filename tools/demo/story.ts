/**
 * The example festival: a long weekend by a canal, planned by eight people, and a small one inside of it. Every state that a
 * request can have appears in it, for a reason that could be true.
 */
import { instantsOf } from "../../src/core/forms/mod.ts";
import type { CborValue } from "../../src/core/messages/mod.ts";

export const TIMEZONE = "Europe/Berlin";

export type Person = "mara" | "jonas" | "aylin" | "tomek" | "ruth" | "samira" | "lena" | "okke";
export type StoryValue =
  | CborValue
  | Named
  | readonly StoryValue[]
  | { readonly [name: string]: StoryValue };
type Fields = { readonly [name: string]: StoryValue };

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
  readonly fields?: Fields;
}

const PEOPLE: { readonly [P in Person]: Fields } = {
  mara: {
    name: "Mara Vogel",
    about: "Keeps the list of who brings what. Ask me anything, best by the kitchen door.",
    contact: "mara@canal-days.example",
  },
  jonas: {
    name: "Jonas from the Spinning Hall",
    about: "Caretaker of the hall since it had a roof again. Plays the tuba, badly.",
    contact: "0341 555 0117",
  },
  aylin: {
    name: "Aylin Demir",
    about: "Live sound and long nights. My PA may travel, if somebody carries with me.",
  },
  tomek: {
    name: "Tomek & the Kettle kitchen",
    about: "We cook for up to two hundred, without meat, for what people can give.",
    links: [{ label: "What we cook", url: "https://kettle.example/menu" }],
  },
  ruth: {
    name: "Ruth Adler",
    about: "Gardener, choir, and I teach German Sign Language on Thursdays.",
  },
  samira: {
    name: "Samira Haddad",
    about: "Sings with the Lock Keepers, and juggles when nobody asks.",
    links: [{ label: "Listen", url: "https://lockkeepers.example" }],
  },
  lena: {
    name: "Lena Brandt",
    about: "Screen printing, bicycle repair, and the loft on the third floor.",
  },
  okke: {
    name: "Okke Petersen",
    about: "Collects films that people made of this quarter since 1974.",
    contact: "okke@films.example",
  },
};

/** Events that had a place when the programme was printed. */
const PRINTED = [
  "opening",
  "choir",
  "lockkeepers",
  "films",
  "dance",
  "breakfast",
  "repair",
  "printing",
  "circus",
  "talk",
  "dinner",
  "assembly",
  "lastsoup",
];

const MANUAL = { name: "manual", params: {} };

/** The story of the weekend that begins on a Friday (`2026-07-03`), in the order it was written. */
export function storyOf(friday: string): Step[] {
  const story = new Story(friday);
  const { festival, nested, profile, resource, event, ask, answer } = story;

  festival("mara", {
    title: "Canal Days",
    description:
      "Three days between the old spinning mill and the water. Everybody who comes can also bring " +
      "something: a song, a soup, two hands.\n\nNothing here costs anything. What we spend is " +
      "counted on Sunday at the assembly, and a hat goes round.",
    start: story.time("fri 10:00"),
    end: story.time("sun 20:00"),
    timezone: TIMEZONE,
  });
  for (const person of Object.keys(PEOPLE) as Person[]) profile(person);

  resource("jonas", "hall", {
    title: "Spinning Hall",
    description:
      "Ground floor of the mill: 240 m², wooden floor, one power line of 32 A. The key hangs with me.",
    kind: "location",
    tags: ["indoors", "stage"],
    people: 180,
    availability: story.windows(["fri 08:00", "sun 23:00"]),
    contact: "0341 555 0117",
    deputy: { named: "mara" },
    place: { gps: [513_268_000, 123_357_000], address: "Spinnereihof 3, Leipzig" },
    access: {
      stepFree: "yes",
      toilet: "yes",
      seating: "yes",
      hearing: "partly",
      quiet: "no",
      note: "The ramp is at the yard side. The induction loop covers the first five rows.",
    },
  });
  resource("ruth", "meadow", {
    title: "Canal Meadow",
    description: "Grass down to the water, with a wooden stage of 4 by 6 m. Loud until ten.",
    kind: "location",
    tags: ["outdoors", "stage"],
    people: 300,
    place: { gps: [513_281_000, 123_341_000], address: "Am Kanal, by the second lock, Leipzig" },
    access: {
      stepFree: "partly",
      toilet: "no",
      seating: "partly",
      note: "Firm gravel as far as the stage, grass behind it. Toilets are in the hall.",
    },
  });
  resource("ruth", "garden", {
    title: "Garden of No. 7",
    description: "Walnut tree, strings of lights, very understanding neighbours (until six).",
    kind: "location",
    tags: ["outdoors"],
    people: 60,
    policy: MANUAL,
    place: {
      gps: [513_259_000, 123_372_000],
      address: "Behind Weberstraße 7, Leipzig",
      onRequest: true,
    },
    access: { stepFree: "yes", toilet: "partly", seating: "yes", quiet: "yes" },
  });
  resource("tomek", "kitchen", {
    title: "The Kettle",
    description: "A kitchen with two big stoves, and the counter towards the yard.",
    kind: "location",
    tags: ["indoors", "food"],
    people: 25,
    place: { gps: [513_265_000, 123_361_000], address: "Spinnereihof 5, Leipzig" },
    access: { stepFree: "yes", toilet: "yes", seating: "partly" },
  });
  resource("lena", "loft", {
    title: "Print Loft",
    description: "Third floor, north light, two printing tables and a sink that takes anything.",
    kind: "location",
    tags: ["indoors", "workshop"],
    people: 14,
    availability: story.windows(
      ["fri 14:00", "fri 22:00"],
      ["sat 10:00", "sat 23:00"],
      ["sun 10:00", "sun 18:00"],
    ),
    place: { gps: [513_269_000, 123_355_000], address: "Spinnereihof 3, third floor, Leipzig" },
    access: {
      stepFree: "no",
      toilet: "partly",
      quiet: "yes",
      note: "64 steps and no lift. We bring the tables down for whoever asks a day before.",
    },
  });
  resource("okke", "boathouse", {
    title: "Boathouse of the rowers",
    description: "We may use it if the club says yes. I ask them as soon as I know what for.",
    kind: "location",
    tags: ["indoors"],
    place: { onRequest: true },
  });
  resource("aylin", "pa", {
    title: "PA for 200 people",
    description: "Two tops, two subs, eight channels. Fits into the cargo bike in two tours.",
    kind: "item",
    tags: ["sound"],
  });
  resource("aylin", "mixing", {
    title: "Somebody at the mixing desk",
    description: "I do it, or show you how.",
    kind: "skill",
    tags: ["sound"],
  });
  resource("jonas", "benches", {
    title: "Benches with tables",
    kind: "item",
    tags: ["seats"],
    quantity: 20,
    description: "Twenty sets in the cellar of the hall. Please bring them back dry.",
  });
  resource("jonas", "tents", {
    title: "Party tent, 3 × 6 m",
    kind: "item",
    quantity: 2,
    description: "Needs four people and twenty minutes.",
  });
  resource("okke", "projector", {
    title: "Projector and screen",
    kind: "item",
    tags: ["film"],
    availability: story.windows(["fri 18:00", "sat 02:00"], ["sat 15:00", "sun 02:00"]),
    description: "Bright enough once it is dark. HDMI only.",
  });
  resource("lena", "bike", {
    title: "Cargo bike “Ottilie”",
    kind: "item",
    tags: ["transport"],
    description: "Carries 100 kg, brakes for 60.",
  });
  resource("jonas", "backroom", {
    title: "Back room, to be quiet in",
    kind: "space",
    tags: ["indoors", "quiet"],
    people: 8,
    description: "Two sofas and a door that closes. Behind the hall.",
  });
  resource("ruth", "signing", {
    title: "Interpreting into German Sign Language",
    kind: "skill",
    tags: ["access"],
    policy: MANUAL,
    requires: [{ named: "backroom" }],
    description:
      "Two of us take turns, for two hours at most. Send the text before, if there is one.",
  });
  // What Mara confirms for it stands in the programme that is printed.
  resource("mara", "programme", {
    title: "The printed programme",
    description:
      "I print it on Tuesday. What has a place by then comes in; tell me if yours should not.",
    kind: "programme",
    quantity: 200,
    policy: MANUAL,
  });
  story.change("mara", "festival", "festival", { token: { named: "programme" } });

  event("mara", "setup", "fri 10:00", "fri 15:00", {
    title: "Building up together",
    description:
      "Gloves are there, coffee too. Whoever can lift comes at ten, all others whenever.",
    tags: ["hands"],
  });
  event("tomek", "opening", "fri 17:00", "fri 19:00", {
    title: "Opening, with soup",
    description: "Bring your own bowl. Short words at half past five, none after that.",
    tags: ["food"],
  });
  event("ruth", "choir", "fri 18:00", "fri 19:30", {
    title: "Canal Choir, open rehearsal",
    description: "You need not be able to sing.",
    tags: ["music"],
  });
  event("samira", "lockkeepers", "fri 20:00", "fri 22:00", {
    title: "Samira & the Lock Keepers",
    description: "Songs about water levels.",
    tags: ["music"],
    links: [{ label: "Listen", url: "https://lockkeepers.example" }],
  });
  event("okke", "films", "fri 21:30", "fri 23:30", {
    title: "Short films from the quarter",
    description: "Eleven films, 1974 to last summer. Blankets help.",
    tags: ["film"],
    access: { hearing: "yes", seating: "yes", note: "All films have subtitles." },
  });
  event("aylin", "dance", "fri 23:00", "sat 04:00", {
    title: "Night Shift",
    description: "Dancing in the hall until the first tram.",
    tags: ["music", "dance"],
  });
  event("tomek", "breakfast", "sat 10:00", "sat 12:00", {
    title: "Slow breakfast",
    description: "Bread from yesterday, jam from Ruth, coffee without end.",
    tags: ["food"],
  });
  event("okke", "biketour", "sat 10:30", "sat 13:00", {
    title: "By bike along three canals",
    description: "18 km, flat, with children's pace and one stop for ice cream.",
    where: "Meets at the second lock",
    tags: ["outdoors"],
  });
  event("lena", "repair", "sat 11:00", "sat 15:00", {
    title: "Repair Café",
    description: "Toasters, trousers, bicycles. We repair with you, not for you.",
    tags: ["workshop"],
  });
  event("lena", "printing", "sat 13:00", "sat 16:00", {
    title: "Screen printing for beginners",
    description: "Bring a shirt. Twelve places, first come.",
    tags: ["workshop"],
  });
  event("ruth", "signs", "sat 14:00", "sat 15:30", {
    title: "Sign language: first words",
    description: "How to ask for coffee, and whether this seat is free.",
    tags: ["workshop", "access"],
  });
  event("samira", "circus", "sat 15:00", "sat 16:30", {
    title: "Circus for small people",
    description: "Rehearsal at three, show at four, pride all evening.",
    tags: ["children"],
  });
  event("jonas", "brass", "sat 16:00", "sat 18:00", {
    title: "Brass on the meadow",
    description: "Nine of us, and one who keeps time.",
    tags: ["music"],
  });
  event("tomek", "talk", "sat 16:00", "sat 17:30", {
    title: "A quarter that cooks for itself",
    description: "Three kitchens tell how they pay for it, and what went wrong.",
    tags: ["talk"],
  });
  event("okke", "slam", "sat 17:00", "sat 19:00", {
    title: "Poetry, five minutes each",
    description: "Put your name in the hat. In any language, signed ones too.",
    tags: ["words"],
  });
  event("mara", "dinner", "sat 19:00", "sat 21:30", {
    title: "One long table",
    description: "Everybody brings a dish for four. We bring the tables.",
    tags: ["food"],
  });
  event("lena", "radio", "sat 20:00", "sat 22:00", {
    title: "Radio from the loft",
    description: "If three people join me, we broadcast the evening. So far we are two.",
    stage: "idea",
    tags: ["words"],
  });
  event("samira", "nebel", "sat 21:00", "sat 23:30", {
    title: "Nebelkerze",
    description: "Two synthesizers and a cello.",
    tags: ["music"],
  });
  event("aylin", "silent", "sun 00:00", "sun 03:00", {
    title: "Silent disco under the walnut tree",
    description: "Only if we find forty headphones. Do you have some?",
    stage: "idea",
    tags: ["dance"],
  });
  event("ruth", "walk", "sun 11:00", "sun 12:30", {
    title: "What grows on the wall",
    description: "A slow walk with a magnifying glass.",
    where: "From the gate of Spinnereihof 3",
    tags: ["outdoors"],
    access: { stepFree: "yes", quiet: "yes" },
  });
  event("jonas", "rafts", "sun 12:00", "sun 16:00", {
    title: "Building rafts",
    description: "Barrels and planks are there. Swimmers only.",
    tags: ["outdoors"],
  });
  event("mara", "assembly", "sun 15:00", "sun 17:00", {
    title: "Assembly: how we go on",
    description: "What it cost, what was missing, and who wants to begin again.",
    tags: ["talk"],
  });
  event("tomek", "lastsoup", "sun 17:00", "sun 20:00", {
    title: "Clearing up, and the last soup",
    description: "Whoever carries a bench gets a bowl. Whoever does not, too.",
    tags: ["hands", "food"],
  });

  // Friday: all of it stands.
  ask("setup", "benches", { quantity: 12 });
  ask("setup", "bike", { note: "For the PA, in the morning." });
  ask("opening", "kitchen");
  ask("opening", "benches", { quantity: 8 });
  ask("choir", "meadow");
  ask("lockkeepers", "hall");
  ask("lockkeepers", "pa");
  ask("lockkeepers", "mixing");
  ask("films", "garden", { note: "We keep the sound low and stop before midnight." });
  ask("films", "projector");
  ask("dance", "hall");
  ask("dance", "pa");
  answer("setup", "benches", "confirmed");
  answer("setup", "bike", "confirmed", "Mind the brakes.");
  answer("opening", "kitchen", "confirmed");
  answer("opening", "benches", "confirmed");
  answer("choir", "meadow", "confirmed");
  answer("lockkeepers", "hall", "confirmed", "The key is with me from six.");
  answer("lockkeepers", "pa", "confirmed");
  answer("lockkeepers", "mixing", "confirmed");
  answer("films", "garden", "confirmed", "Because it is films. Low, please.");
  answer("films", "projector", "confirmed");
  // Jonas named Mara to answer for the hall in his stead.
  answer("dance", "hall", "confirmed", "Doors to the yard stay shut after ten.", "mara");
  answer("dance", "pa", "confirmed");

  // Saturday: what still waits, and why.
  ask("breakfast", "kitchen");
  ask("breakfast", "garden");
  ask("repair", "hall");
  ask("repair", "benches", { quantity: 6 });
  ask("printing", "loft");
  answer("breakfast", "kitchen", "confirmed");
  answer("breakfast", "garden", "confirmed");
  answer("repair", "hall", "confirmed", undefined, "mara");
  answer("repair", "benches", "confirmed");
  answer("printing", "loft", "confirmed");
  ask("signs", "loft", { note: "Ten people, no paint." });
  ask("circus", "meadow");
  ask("circus", "tents", { quantity: 2, note: "One to change in, one against the sun." });
  answer("circus", "meadow", "confirmed");
  answer("circus", "tents", "confirmed");
  ask("brass", "meadow", { note: "We begin softly, until the circus is over." });
  ask("brass", "pa");
  answer("brass", "pa", "confirmed");
  ask("talk", "hall");
  ask("talk", "signing", { note: "The text is with you by Wednesday." });
  ask("talk", "projector");
  answer("talk", "hall", "confirmed");
  answer("talk", "signing", "confirmed");
  // Aylin confirmed the PA twice for five to six o'clock: the later one is a conflict.
  ask("slam", "pa");
  answer("slam", "pa", "confirmed", "If it is only one microphone.");
  ask("slam", "garden");
  answer(
    "slam",
    "garden",
    "denied",
    "The neighbours asked for quiet after six. Would the meadow do?",
  );
  ask("slam", "meadow");
  ask("dinner", "meadow");
  ask("dinner", "benches", { quantity: 20 });
  ask("dinner", "kitchen", { note: "Only the stoves, from half past six." });
  answer("dinner", "meadow", "confirmed");
  answer("dinner", "benches", "confirmed");
  ask("radio", "loft");
  ask("nebel", "hall");
  ask("nebel", "pa");
  answer("nebel", "hall", "confirmed");
  answer("nebel", "pa", "confirmed");
  ask("silent", "garden", { note: "No sound at all but feet." });

  // Sunday.
  ask("rafts", "meadow");
  ask("rafts", "tents");
  answer("rafts", "meadow", "confirmed");
  ask("assembly", "hall");
  ask("assembly", "signing", { note: "Two hours, with a break." });
  ask("assembly", "backroom", { note: "For whoever needs a moment." });
  answer("assembly", "hall", "confirmed");
  answer("assembly", "backroom", "confirmed");
  ask("lastsoup", "kitchen");
  ask("lastsoup", "bike");
  answer("lastsoup", "kitchen", "confirmed");
  answer(
    "lastsoup",
    "bike",
    "denied",
    "I need it to bring the printing tables home. From eight on it is free.",
  );

  // The printed programme: Mara took what had a place when she laid it out.
  for (const name of PRINTED) ask(name, "programme");
  for (const name of PRINTED) answer(name, "programme", "confirmed");
  ask("radio", "programme", { note: "If we are three by then." });
  answer("radio", "programme", "denied", "Two are not three yet. I leave a gap on the back.");

  // Nebelkerze plays an hour later: the hall said yes again, the PA has not answered yet.
  story.move("nebel", "sat 22:00", "sun 01:30", ["hall", "pa"]);
  answer("nebel", "hall", "confirmed", undefined, "mara");
  // Rain is forecast and the water is high: Jonas gives back what he had asked for.
  story.cancel("rafts", "Too much water in the canal. We try again in August.");

  // Inside of it, a small festival of its own, which borrows from the big one.
  nested("samira", "small", {
    title: "Small Canal",
    description:
      "What small people do at Canal Days, planned by them. Whoever is taller than the door of " +
      "the playhouse asks first.",
    start: story.time("sat 10:00"),
    end: story.time("sun 18:00"),
    timezone: TIMEZONE,
  });
  resource("lena", "playhouse", {
    title: "Playhouse",
    description: "Built last year, painted every year.",
    kind: "location",
    tags: ["outdoors"],
    people: 12,
    place: { gps: [513_282_000, 123_339_000], address: "Canal Meadow, under the willow" },
    access: { stepFree: "yes", toilet: "no", quiet: "partly", note: "The door is 110 cm high." },
  });
  resource("tomek", "pancakes", {
    title: "Pancakes for forty",
    kind: "skill",
    tags: ["food"],
    description: "Forty, then the pan is hot enough to stop.",
  });
  event("samira", "paint", "sat 10:30", "sat 12:00", {
    title: "We paint the playhouse",
    description: "Old clothes! The colours wash off, mostly.",
    tags: ["children", "workshop"],
  });
  event("samira", "shadow", "sat 18:00", "sat 19:00", {
    title: "Shadow theatre",
    description: "Three plays with a wolf in each.",
    tags: ["children"],
  });
  event("lena", "boats", "sun 11:00", "sun 13:00", {
    title: "Paper boats, launched together",
    description: "We fold them at ten past eleven and let them go at half past twelve.",
    where: "At the second lock",
    tags: ["children", "outdoors"],
  });
  event("samira", "parade", "sun 13:00", "sun 14:00", {
    title: "Parade of lanterns, in daylight",
    description: "Because we have to be in bed when it is dark.",
    tags: ["children"],
  });
  ask("paint", "playhouse");
  answer("paint", "playhouse", "confirmed");
  ask("shadow", "hall", { note: "It has to be dark: may we close the shutters?" });
  answer("shadow", "hall", "confirmed", "The shutters stick, come ten minutes early.");
  ask("shadow", "projector");
  ask("parade", "meadow");
  ask("parade", "pancakes");
  answer("parade", "pancakes", "confirmed");
  return story.steps;
}

interface EventInStory {
  readonly by: Person;
  readonly at: string;
  readonly title: string;
  readonly start: number;
  readonly end: number;
}

class Story {
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
