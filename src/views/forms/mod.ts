/** The forms of every schema that people fill in. What the fields mean is the schemas' affair. */
export { AgainFields, AgainForm } from "./again.tsx";
export { DeleteForm } from "./delete.tsx";
export { EventForm, StageForm } from "./event.tsx";
export { FestivalForm } from "./festival.tsx";
export type { HoursView } from "./hours.tsx";
export { type Announced, AnnounceForm, AnnouncementForms } from "./nesting.tsx";
export { type Others, OthersFields } from "./others.tsx";
export { offerChoices, type Offers } from "./parts.tsx";
export { AnswerForm, CorrectRequestForm, RequestForm, WholeTimeForm } from "./request.tsx";
export { ResourceForm } from "./resource.tsx";
export { UserForm } from "./user.tsx";
export { ACCESS, degrees, KINDS, kindWord } from "./words.ts";
