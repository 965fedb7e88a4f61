/** What pages and forms are given of the policies, since views take nothing but types of core. */
import { answersIn, answerText } from "./answer.ts";
import { inputsOfParams, paramInput, paramsFromInputs } from "./inputs.ts";
import type { Explained, PolicyField, Sentence } from "./policy.ts";
import { DEFAULT_POLICY, paramsOf, policies, policyNamed } from "./registry.ts";

export interface PolicyForms {
  readonly defaultName: string;
  readonly policies: typeof policies;
  readonly policyNamed: typeof policyNamed;
  readonly paramsOf: typeof paramsOf;
  readonly paramInput: typeof paramInput;
  readonly paramsFromInputs: typeof paramsFromInputs;
  readonly inputsOfParams: typeof inputsOfParams;
  readonly answersIn: typeof answersIn;
  readonly answerText: typeof answerText;
  readonly explain: typeof explain;
  readonly askedBy: typeof askedBy;
}

export const POLICY_FORMS: PolicyForms = {
  defaultName: DEFAULT_POLICY,
  policies,
  policyNamed,
  paramsOf,
  paramInput,
  paramsFromInputs,
  inputsOfParams,
  answersIn,
  answerText,
  explain,
  askedBy,
};

/**
 * How requests are answered, for who asks; null where this program does not know the policy, or cannot
 * read its parameters: then the owner decides.
 */
export function explain(
  name: string,
  params: unknown,
  resource: Explained,
): readonly Sentence[] | null {
  const policy = policyNamed(name);
  const parsed = policy === undefined ? null : paramsOf(policy, params);
  return parsed === null ? null : policy!.texts.explain(parsed, resource);
}

/** What a policy asks who asks for its resource; nothing where this program cannot read it. */
export function askedBy(name: string, params: unknown): readonly PolicyField[] {
  const policy = policyNamed(name);
  const parsed = policy === undefined ? null : paramsOf(policy, params);
  return parsed === null ? [] : policy!.requesterFields?.(parsed) ?? [];
}

/** Keys and resources, in hex, that an explanation names: a page shows them by their names. */
export function mentionsOf(sentences: readonly Sentence[] | null) {
  const values = (sentences ?? []).flatMap((sentence) => Object.values(sentence.values ?? {}));
  return {
    keys: values.flatMap((value) => typeof value === "object" && "keys" in value ? value.keys : []),
    resources: values.flatMap((value) =>
      typeof value === "object" && "resource" in value ? [value.resource] : []
    ),
  };
}
