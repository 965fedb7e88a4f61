/** Policies in forms of their owners: the choice of one, and what it wants to know. */
import type { FieldValue, Policy } from "../core/policies/mod.ts";
import type { Hex, ResourceDocument } from "../node/mod.ts";
import { ErrorPlace, SelectField } from "./fields.tsx";
import { PolicyInput } from "./policy_field.tsx";
import { say } from "./policy_words.tsx";
import type { Sheet } from "./sheet.ts";
import { t } from "./strings/mod.ts";
import type { Zone } from "./time.ts";

/**
 * The choice alone, for a page whose form few open: the fields come when it is opened. Without script
 * they are asked for before there is a message (`pages/sign_step.tsx`).
 */
export function PolicyChoice({ sheet, form, zone }: { sheet: Sheet; form: string; zone: Zone }) {
  const { lang, policies } = sheet;
  const where = new URLSearchParams({ form, timezone: zone.name });
  return (
    <div
      class="policies"
      hx-get={`/about/policies/fields?${where}`}
      hx-trigger="toggle from:closest details once"
      hx-include="find select"
      hx-swap="outerHTML"
    >
      <SelectField
        sheet={sheet}
        form={form}
        name="policy.name"
        label={t(lang, "policy.how")}
        hint={
          <>
            {t(lang, "policy.how.hint")} <a href="/about/policies">{t(lang, "policy.about")}</a>
            {" "}
            {t(lang, "policy.later")}
          </>
        }
        value={policies.defaultName}
        choices={policies.policies().map((policy) => ({
          value: policy.name,
          label: say(sheet, policy.texts.title),
        }))}
        required
      />
    </div>
  );
}

/**
 * The choice of a policy with the fields of each: those of the chosen one are seen (`.policy-option` of
 * the stylesheet, without any script), and all where there is no stylesheet.
 */
export function PolicyFields(
  { sheet, form, current, zone }: {
    sheet: Sheet;
    form: string;
    current: Pick<ResourceDocument, "policy"> | undefined;
    zone: Zone;
  },
) {
  const { lang, policies } = sheet;
  const chosen = current?.policy.name ?? policies.defaultName;
  const name = "policy.name";
  return (
    <fieldset class="field group policies">
      <legend>{t(lang, "policy.how")}</legend>
      <p class="hint">
        {t(lang, "policy.how.hint")} <a href="/about/policies">{t(lang, "policy.about")}</a>
      </p>
      {policies.policies().map((policy) => (
        <div class="policy-option">
          <input
            type="radio"
            id={`${form}-policy-${policy.name}`}
            name={name}
            value={policy.name}
            checked={policy.name === chosen}
          />{" "}
          <label for={`${form}-policy-${policy.name}`}>
            {say(sheet, policy.texts.title)}{" "}
            <span class="hint">{say(sheet, policy.texts.summary)}</span>
          </label>
          <OwnerFields
            sheet={sheet}
            form={form}
            policy={policy}
            params={policy.name === current?.policy.name ? current.policy.params : null}
            zone={zone}
          />
        </div>
      ))}
      {policies.policyNamed(chosen) === undefined && (
        <div class="policy-option">
          <input type="radio" id={`${form}-policy-other`} name={name} value={chosen} checked />{" "}
          <label for={`${form}-policy-other`}>
            <bdi>{chosen}</bdi>
          </label>
        </div>
      )}
      <ErrorPlace form={form} name={name} />
      <ErrorPlace form={form} name="policy.params" />
    </fieldset>
  );
}

/** Nobody is made to fill in what they do not see, so the browser enforces none of these. */
export function OwnerFields(
  { sheet, form, policy, params, zone, problems, given }: {
    sheet: Sheet;
    form: string;
    policy: Policy;
    params: unknown;
    zone: Zone;
    /** What is wrong with what was sent, and what that was: by the names of inputs. */
    problems?: ReadonlyMap<string, string> | undefined;
    given?: ReadonlyMap<string, string> | undefined;
  },
) {
  if (policy.ownerFields.length === 0) return null;
  const values = sheet.policies.inputsOfParams(policy, params, zone.name);
  return (
    <div class="policy-fields">
      {policy.ownerFields.map((field) => {
        const name = sheet.policies.paramInput(policy.name, field.name);
        return (
          <PolicyInput
            sheet={sheet}
            form={form}
            name={name}
            field={field}
            value={given?.get(name) ?? values.get(field.name) ?? ""}
            zone={zone}
            problem={problems?.get(name)}
            unenforced
          />
        );
      })}
    </div>
  );
}

/** The keys that a policy lets vote; null where it asks for no votes. */
export function votersOf(sheet: Sheet, resource: Pick<ResourceDocument, "policy">) {
  const policy = sheet.policies.policyNamed(resource.policy.name);
  const params = policy === undefined
    ? null
    : sheet.policies.paramsOf(policy, resource.policy.params);
  if (params === null || policy?.needs?.(params).votes !== true) return null;
  const { voters } = params as { readonly voters?: FieldValue };
  return Array.isArray(voters) ? voters as readonly Hex[] : [];
}
