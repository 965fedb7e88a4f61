/** What happens at the example festival. */
import type { Story } from "./teller.ts";

export function announceEvents({ event }: Story): void {
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
  // A series: an event for each morning.
  for (const day of ["sat", "sun"]) {
    event("ruth", `stretch-${day}`, `${day} 08:30`, `${day} 09:15`, {
      title: "Waking up by the water",
      description: "Slowly, with whatever of you is awake. A blanket is enough.",
      tags: ["outdoors"],
      access: { seating: "yes", quiet: "yes", note: "All of it can be done sitting." },
    });
  }
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
  event("lena", "boatpicnic", "sun 11:30", "sun 13:00", {
    title: "Picnic on the water",
    description: "If we win the boat. Otherwise beside it.",
    tags: ["food", "outdoors"],
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
}
