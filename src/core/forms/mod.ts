/** Forms: what a person fills in, as the messages that it means (DESIGN.md §9). Pure. */
export type {
  CurrentDocument,
  CurrentEvent,
  CurrentFestival,
  CurrentResource,
  CurrentUser,
  EventRequest,
  FieldError,
  FieldErrorCode,
} from "./documents.ts";
export { type FormContext, type FormOutcome, messagesFromForm } from "./form.ts";
export type { FormInput } from "./inputs.ts";
export { instantsOf, isKnownZone, localTimeOf, type ZonedTime } from "./zoned_time.ts";
