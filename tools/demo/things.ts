/** What people share at the example festival: places, things, skills, by every policy. */
import { answerText, policyNamed } from "../../src/core/policies/mod.ts";
import { fromHex } from "../../src/core/messages/mod.ts";
import type { Story, StoryValue } from "./teller.ts";

const MANUAL = { name: "manual", params: {} };

/** A quiz of one question, its right answers as fingerprints. */
function quiz(question: string, answers: readonly string[]): StoryValue {
  const params = policyNamed("quiz")!.toParams!(
    { question1: question, answers1: answers.join("\n") },
    null,
  );
  return { name: "quiz", params: bytesIn(params) };
}

/** As messages hold it: `{ $bytes: hex }` is bytes. */
function bytesIn(value: unknown): StoryValue {
  if (Array.isArray(value)) return value.map(bytesIn);
  if (typeof value !== "object" || value === null) return value as StoryValue;
  if ("$bytes" in value) return fromHex(value.$bytes as string)!;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, bytesIn(one)]));
}

export const KNIVES_ANSWER = answerText({ q1: "Ten minutes" })!;

export function shareThings(story: Story): void {
  const { resource } = story;
  resource("jonas", "hall", {
    title: "Spinning Hall",
    description:
      "Ground floor of the mill: 240 m², wooden floor, one power line of 32 A. The key hangs with me.",
    kind: "location",
    tags: ["indoors", "stage"],
    people: 180,
    // On Saturday morning the floor is oiled.
    availability: story.windows(["fri 08:00", "sat 06:00"], ["sat 09:00", "sun 23:00"]),
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
    place: {
      gps: [513_265_000, 123_361_000],
      address: "Spinnereihof 5, Leipzig",
      url: "https://kettle.example/way",
    },
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
    place: {
      gps: [513_269_000, 123_355_000],
      address: "Spinnereihof 3, third floor, Leipzig",
      position: [0, 0, 9_500],
    },
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
  resource("aylin", "mixing", {
    title: "Somebody at the mixing desk",
    description: "I do it, or show you how.",
    kind: "skill",
    tags: ["sound"],
  });
  resource("aylin", "pa", {
    title: "PA for 200 people",
    description: "Two tops, two subs, eight channels. Fits into the cargo bike in two tours.",
    kind: "item",
    tags: ["sound"],
    requires: [{ named: "mixing" }],
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
  // A policy of each kind.
  resource("lena", "rowing", {
    title: "Rowing boat for six",
    kind: "item",
    tags: ["outdoors"],
    description: "Everybody wants it, so we draw. Life vests are in it.",
    policy: { name: "draw", params: { until: story.time("fri 10:00") - 2 * DAY_MS } },
  });
  resource("tomek", "knives", {
    title: "The good knives",
    kind: "item",
    tags: ["food"],
    description: "Eight, sharp. Only for people who have cooked for many.",
    policy: quiz("How long does rice for a hundred rest, with the lid on?", [
      "ten minutes",
      "10 minutes",
      "10 min",
    ]),
  });
  resource("samira", "buttons", {
    title: "Button machine",
    kind: "item",
    tags: ["workshop", "children"],
    description: "Makes two buttons a minute. Who plays with us may use it.",
    policy: { name: "game", params: { side: "3" } },
  });
  resource("mara", "fire", {
    title: "Fire bowl and wood for a night",
    kind: "item",
    tags: ["outdoors"],
    description: "Only where the three who would have to put it out agree.",
    policy: {
      name: "vote",
      params: { voters: [{ named: "jonas" }, { named: "ruth" }, { named: "tomek" }] },
    },
  });
  resource("okke", "rowers", {
    title: "Changing room of the rowers",
    kind: "space",
    tags: ["indoors"],
    people: 10,
    description: "Call me, and I ask the club.",
    contact: "0341 555 0166",
    policy: { name: "phone", params: { contact: "0341 555 0166" } },
  });
  resource("aylin", "lights", {
    title: "Eight stage lights",
    kind: "item",
    tags: ["stage"],
    quantity: 8,
    description: "For what stands in the printed programme.",
    policy: { name: "token", params: { token: { named: "programme" } } },
  });
}

const DAY_MS = 86_400_000;
