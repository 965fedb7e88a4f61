/** Pages: pure functions of plain data. What they show is asked for by `routes/pages`. */
export type { HoursView, Offers } from "./forms/mod.ts";
export { DAY_BREAK, zoneOf } from "./time.ts";
export { animalName, avatarFile, type Names } from "./people.tsx";
export * from "./pages/mod.ts";
export { type Arrival, ArrivalNotice, type Peer, type SharedFestival } from "./peers.tsx";
export type { Shared } from "./overview.tsx";
export type { DocumentProposals, ShownProposal } from "./proposals.tsx";
export { isSure } from "./programme.tsx";
export { isPlace, LOCATION } from "./resources.tsx";
export { type AskedFor, AskedPolicy, PolicyFields } from "./policies.tsx";
export type { Sheet } from "./sheet.ts";
export type { EventChoice, ResourceChoice, SearchChoice } from "./filters.tsx";
export { DAY_PARTS, type DayPart, type TimeChoices } from "./filter_fields.tsx";
export { HeartShape } from "./states.tsx";
export { chooseLang, type Lang, LANGS, type StringKey, t } from "./strings/mod.ts";
export { bytesOf, keptTogether } from "./drawn.ts";
export { titleOf } from "./text.tsx";
export type { ProgrammeItem } from "./timeline.ts";
