/** What policies ask who asks for a resource, and what was answered. */
import type { Hex, RequestDocument, ResourceDocument } from "../node/mod.ts";
import { ErrorPlace } from "./fields.tsx";
import { type Mentioned, PolicyWords, say } from "./policy_words.tsx";
import { PolicyInput } from "./policy_field.tsx";
import type { PolicyField } from "../core/policies/mod.ts";
import type { Sheet } from "./sheet.ts";
import { t } from "./strings/mod.ts";
import { Prose, Title } from "./text.tsx";
import type { Zone } from "./time.ts";

/** What a policy asks who asks for a resource; their answers are the inputs `<name>.<field>`. */
export function RequesterFields(
  { sheet, form, resource, event, zone, name = "answer", answer = null }: {
    sheet: Sheet;
    form: string;
    resource: Pick<ResourceDocument, "id" | "policy">;
    /** That asks, else the key that does; without either, what needs a script is left to the owner. */
    event: Hex | null;
    zone: Zone;
    name?: string;
    /** What was answered before. */
    answer?: string | null;
  },
) {
  const given = sheet.policies.answersIn(answer);
  const policy = sheet.policies.policyNamed(resource.policy.name);
  const fields = sheet.policies.askedBy(resource.policy.name, resource.policy.params);
  const script = fields.length === 0 ? undefined : policy?.script;
  const scripted = script !== undefined && event !== null;
  return (
    <>
      {fields.map((field) =>
        field.kind !== "script"
          ? (
            <PolicyInput
              sheet={sheet}
              form={form}
              name={`${name}.${field.name}`}
              field={field}
              value={given.get(field.name) ?? ""}
              zone={zone}
            />
          )
          : scripted && (
            <ScriptField
              sheet={sheet}
              name={`${name}.${field.name}`}
              form={form}
              field={field}
              value={given.get(field.name)}
              element={script.element}
              params={sheet.policies.paramsOf(policy!, resource.policy.params)}
              resource={resource.id}
              event={event}
            />
          )
      )}
      {scripted && <script src={sheet.asset(script.file)} type="module"></script>}
    </>
  );
}

/** A resource that somebody is about to ask for, and what its explanation names. */
export interface AskedFor {
  readonly resource: ResourceDocument;
  readonly mentioned: Mentioned;
}

/** Where the choice of a resource puts how it is answered, and what is asked: {@link AskedPolicy}. */
export function askedTarget(form: string, event: Hex): Record<string, string> {
  return {
    "hx-get": `/about/policies/asked?${new URLSearchParams({ form, event })}`,
    "hx-target": `#${form}-policy`,
    "hx-swap": "outerHTML",
  };
}

export function AskedPolicy(
  { sheet, form, event, zone, asked }: {
    sheet: Sheet;
    form: string;
    event: Hex;
    zone: Zone;
    /** Null while nothing is chosen. */
    asked: AskedFor | null;
  },
) {
  return (
    <div id={`${form}-policy`} class="asked-policy" aria-live="polite">
      {asked !== null && (
        <>
          <PolicyWords sheet={sheet} zone={zone} {...asked} />
          <RequesterFields
            sheet={sheet}
            form={form}
            resource={asked.resource}
            event={event}
            zone={zone}
          />
        </>
      )}
      <noscript>
        <p>
          <button
            class="button quiet"
            type="submit"
            formmethod="get"
            formaction={`/events/${event}#ask`}
            formnovalidate
          >
            {t(sheet.lang, "policy.pick")}
          </button>
        </p>
      </noscript>
    </div>
  );
}

/**
 * What is asked of somebody who asks for several things at once, each with how it is answered; nothing
 * where no policy asks anything. Their answers are the inputs `along.<resource>.<field>`.
 */
export function AskedAlong(
  { sheet, form, event, asked }: {
    sheet: Sheet;
    form: string;
    event: Hex | null;
    asked: readonly (AskedFor & { readonly zone: Zone })[];
  },
) {
  return (
    <>
      {asked.map(({ resource, mentioned, zone }) => (
        <fieldset class="group">
          <legend>
            <Title sheet={sheet} text={resource.title} />
          </legend>
          <PolicyWords sheet={sheet} resource={resource} zone={zone} mentioned={mentioned} />
          <RequesterFields
            sheet={sheet}
            form={form}
            resource={resource}
            event={event}
            zone={zone}
            name={`along.${resource.id}`}
          />
          <ErrorPlace form={form} name={`along.${resource.id}`} />
        </fieldset>
      ))}
    </>
  );
}

/** A custom element that fills in its input; what it needs to know stands in its attributes. */
function ScriptField(
  { sheet, form, name, field, value, element: Element, params, resource, event }: {
    sheet: Sheet;
    form: string;
    name: string;
    field: PolicyField;
    value: string | undefined;
    element: string;
    params: unknown;
    resource: Hex;
    event: Hex;
  },
) {
  const id = `${form}-${name.replaceAll(".", "-")}`;
  return (
    <div class="field" role="group" aria-labelledby={`${id}-label`}>
      <p class="label" id={`${id}-label`}>{say(sheet, field.label)}</p>
      {field.help !== undefined && <p class="hint">{say(sheet, field.help)}</p>}
      <Element
        data-name={name}
        data-value={value}
        data-params={JSON.stringify(params)}
        data-resource={resource}
        data-event={event}
      >
      </Element>
      <noscript>
        <p class="hint">{t(sheet.lang, "policy.script")}</p>
      </noscript>
    </div>
  );
}

/** What a request answers to its policy, each answer under what was asked. */
export function AnswerGiven(
  { sheet, request, resource }: {
    sheet: Sheet;
    request: Pick<RequestDocument, "answer">;
    resource: Pick<ResourceDocument, "policy"> | null;
  },
) {
  const answer = request.answer ?? "";
  const fields = resource === null
    ? []
    : sheet.policies.askedBy(resource.policy.name, resource.policy.params);
  const answers = sheet.policies.answersIn(answer);
  const known = fields.filter(({ name }) => answers.has(name));
  if (known.length === 0) return <Prose text={answer} />;
  return (
    <dl class="facts">
      {known.map((field) => (
        <div>
          <dt>
            <bdi>{say(sheet, field.label)}</bdi>
          </dt>
          <dd>
            <bdi>{answers.get(field.name)}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}
