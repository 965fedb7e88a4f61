/** Forms: what a person fills in, as the messages that it means (DESIGN.md §9). Pure. */
export type { Span } from "../spans/mod.ts";
export {
  answersFromForm,
  chosenIn,
  type ChosenRequest,
  isAnswers,
  MOST_CHOSEN,
} from "./answers_form.ts";
export { isAskedIn } from "./asked_in.ts";
export {
  type Calendar,
  dayOf,
  type DayRow,
  type DayRun,
  daysOf,
  type Hours,
  merged,
  rowsOf,
  runsOf,
  without,
} from "./availability.ts";
export type {
  AskedResource,
  CurrentDocument,
  CurrentEvent,
  CurrentFestival,
  CurrentResource,
  CurrentUser,
  EventRequest,
  FieldError,
  FieldErrorCode,
} from "./documents.ts";
export type { Occurrence } from "./event_form.ts";
export { type Booked, fits, freeAt } from "./fits.ts";
export {
  type FormContext,
  type FormMessages,
  type FormOutcome,
  type Link,
  messagesFromForm,
} from "./form.ts";
export type { FormInput } from "./inputs.ts";
export { ALIKE } from "./others_form.ts";
export { type Alike, othersIn, type SeriesEvent } from "./others_in.ts";
export { acceptProposal, formOfProposed, isProposal, proposalFromForm } from "./proposals.ts";
export type { Acceptance, AcceptContext, Proposed } from "./proposals.ts";
export { requiredBy } from "./required.ts";
export { type Chosen, confirmedTogether, fittingTogether, type Together } from "./together.ts";
export { type Asking, conflictsOf, type Plan, type Warning, warningsOf } from "./warnings.ts";
export { isPlaceKind, type Warned, type WarnedAbout, warningsIn } from "./warned.ts";
export { instantsOf, isKnownZone, localTimeOf, type ZonedTime } from "./zoned_time.ts";
export { asksPolicies, type PolicyReaders, unansweredIn } from "./policy_fields.ts";
