/** Who asks for what at the example festival, and what comes of it. */
import { answerText } from "../../src/core/policies/mod.ts";
import type { Story } from "./teller.ts";
import { KNIVES_ANSWER } from "./things.ts";

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

export function askAndAnswer(story: Story): void {
  const { ask, answer, vote, propose } = story;
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
  ask("dance", "mixing");
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
  answer("dance", "mixing", "confirmed", "Until two. Then somebody has to take over.");
  // The choir goes on for half an hour longer than it has the meadow.
  story.stretch("choir", "fri 20:00");

  // Saturday: what still waits, and why.
  ask("stretch-sat", "meadow");
  answer("stretch-sat", "meadow", "confirmed");
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
  ask("brass", "mixing", { note: "Two microphones, nothing wild." });
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
  ask("nebel", "mixing");
  answer("nebel", "hall", "confirmed");
  answer("nebel", "mixing", "confirmed");
  answer("nebel", "pa", "confirmed");
  ask("silent", "garden", { note: "No sound at all but feet." });

  // Sunday.
  ask("stretch-sun", "meadow");
  answer("stretch-sun", "meadow", "confirmed");
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

  // By policies of other kinds: nobody has drawn, a right and a wrong answer, votes that are split.
  ask("walk", "rowing", { note: "The wall looks best from the water." });
  ask("biketour", "rowing", { note: "For those who cannot ride." });
  ask("boatpicnic", "rowing");
  ask("dinner", "knives", { answer: KNIVES_ANSWER });
  answer("dinner", "knives", "confirmed");
  ask("breakfast", "knives", { answer: answerText({ q1: "Until it is soft" })! });
  answer(
    "breakfast",
    "knives",
    "denied",
    "That is not the answer to: How long does rice for a hundred rest, with the lid on?",
  );
  ask("signs", "buttons", { note: "Buttons with hands on them.", answer: "unable: 1" });
  ask("dinner", "fire");
  vote("ruth", "dinner", "fire", "confirmed");
  vote("tomek", "dinner", "fire", "confirmed");
  answer("dinner", "fire", "confirmed");
  ask("silent", "fire", { note: "A small one, in the middle." });
  vote("ruth", "silent", "fire", "denied");
  vote("jonas", "silent", "fire", "confirmed");
  ask("rafts", "rowers", { note: "For wet people. I called on Monday." });
  ask("lockkeepers", "lights", { quantity: 6 });
  answer("lockkeepers", "lights", "confirmed");
  ask("nebel", "lights", { quantity: 4 });

  // What others would do differently: one was taken up, one waits, one was taken back.
  propose("ruth", "earlier dinner", "dinner", {
    description: "Everybody brings a dish for four. We bring the tables, and a cloth of 30 metres.",
  }, "I have the cloth, from my grandmother’s inn.");
  story.accept("earlier dinner", "dinner", {
    description: "Everybody brings a dish for four. We bring the tables, and a cloth of 30 metres.",
  });
  propose("jonas", "louder films", "films", {
    title: "Short films from the quarter, with brass",
  }, "We could play to the silent ones.");
  story.withdraw("louder films");
  // Ruth wrote it, and the collective of which she is one signed it.
  story.proposeEvent("ruth", "dishes", "washing", "sat 21:30", "sat 23:00", {
    title: "Washing up for two hundred",
    description: "With music, and whoever dries may choose it.",
    tags: ["hands", "food"],
  }, "Else it is the same four as last year.");
  ask("washing", "kitchen");
  answer("washing", "kitchen", "confirmed");
  propose("okke", "radio for three", "radio", {
    title: "Radio from the loft, with films",
    stage: "planned",
  }, "I am the third.");

  // Nebelkerze plays an hour later: the hall said yes again, the PA has not answered yet.
  story.move("nebel", "sat 22:00", "sun 01:30", ["hall", "pa", "mixing"]);
  answer("nebel", "hall", "confirmed", undefined, "mara");
  // Rain is forecast and the water is high: Jonas gives back what he had asked for.
  story.cancel("rafts", "Too much water in the canal. We try again in August.");
}
