/** Who plans the example festival. */
import type { Fields } from "./teller.ts";

export const PEOPLE = {
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
  // A collective: a key of its own, and who may propose what it signs.
  dishes: {
    name: "The dish brigade",
    about: "Whoever has eaten may wash. We are three, and want to be ten.",
    members: [{ named: "tomek" }, { named: "mara" }, { named: "ruth" }],
  },
} as const satisfies { readonly [name: string]: Fields };
