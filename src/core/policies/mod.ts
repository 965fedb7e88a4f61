/** Policies, by name. Adding one is a file beside this. */
export type { Span } from "../spans/mod.ts";
export { answersIn, answerText } from "./answer.ts";
export {
  inputsOfParams,
  paramInput,
  paramsFromInputs,
  type ParamsOutcome,
  type TextInputs,
} from "./inputs.ts";
export { askedBy, explain, mentionsOf, POLICY_FORMS, type PolicyForms } from "./pages.ts";
export { definePolicy } from "./policy.ts";
export type {
  Asked,
  Decision,
  Explained,
  FieldValue,
  FieldValues,
  Needs,
  ParamValue,
  Phrase,
  Policy,
  PolicyContext,
  PolicyField,
  PolicyFieldKind,
  Sentence,
  SentenceValue,
  Verdict,
  Words,
} from "./policy.ts";
export {
  decideBy,
  DEFAULT_POLICY,
  needsOf,
  paramsOf,
  policies,
  POLICY_BOOK,
  type PolicyBook,
  policyNamed,
  register,
} from "./registry.ts";
