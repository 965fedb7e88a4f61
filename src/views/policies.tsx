/** Policies as pages show them: what an owner fills in, what a requester is told and asked. */
import type { Child } from "hono/jsx";
import type {
  FieldValue,
  Policy,
  PolicyField,
  Sentence,
  SentenceValue,
  Words,
} from "../core/policies/mod.ts";
import type { Hex, RequestDocument, ResourceDocument } from "../node/mod.ts";
import { AreaField, CheckField, ErrorPlace, SelectField, TextField } from "./fields.tsx";
import { type Names, Person } from "./people.tsx";
import type { Sheet } from "./sheet.ts";
import { fill, t, type Text, tx } from "./strings/mod.ts";
import { Contact, Prose, Time, Title } from "./text.tsx";
import type { Zone } from "./time.ts";

/** What an explanation names. */
export interface Mentioned {
  readonly names: Names;
  /** Titles of resources, by id; those that are not known here are missing. */
  readonly titles: ReadonlyMap<Hex, string>;
}
const NOTHING: Mentioned = { names: new Map(), titles: new Map() };

function wordsIn({ lang }: Sheet, words: Words): Text {
  return words[lang] ?? words.en;
}

export function say(sheet: Sheet, words: Words): string {
  const text = wordsIn(sheet, words);
  return typeof text === "string" ? text : text.other;
}

type PolicyOf = Pick<ResourceDocument, "policy" | "quantity" | "contact">;

/** How requests for a resource are answered, sentence by sentence. */
export function PolicyWords(
  { sheet, resource, zone, mentioned = NOTHING }: {
    sheet: Sheet;
    resource: PolicyOf;
    zone: Zone;
    mentioned?: Mentioned;
  },
) {
  const { name, params } = resource.policy;
  const sentences = sheet.policies.explain(name, params, resource);
  if (sentences === null) {
    return <p>{tx(sheet.lang, "policy.unread", { name: <bdi>{name}</bdi> })}</p>;
  }
  return (
    <div class="policy-words">
      {sentences.map((sentence) => (
        <p>
          <Said sheet={sheet} sentence={sentence} zone={zone} mentioned={mentioned} />
        </p>
      ))}
    </div>
  );
}

export function Said(
  { sheet, sentence, zone, mentioned }: {
    sheet: Sheet;
    sentence: Sentence;
    zone: Zone;
    /** Null where what is named is only an example. */
    mentioned: Mentioned | null;
  },
) {
  const values = Object.entries(sentence.values ?? {}).map(([name, value]) => [
    name,
    shown(sheet, value, zone, mentioned),
  ]);
  return <>{fill(sheet.lang, wordsIn(sheet, sentence.words), Object.fromEntries(values))}</>;
}

function shown(
  sheet: Sheet,
  value: SentenceValue,
  zone: Zone,
  mentioned: Mentioned | null,
): Child {
  if (typeof value === "number") return value;
  if (typeof value === "string") return <bdi>{value}</bdi>;
  if ("time" in value) return <Time sheet={sheet} at={value.time} style="full" zone={zone} />;
  if ("contact" in value) return <Contact text={value.contact} />;
  if (mentioned === null) {
    return "resource" in value
      ? t(sheet.lang, "policy.some.resource")
      : t(sheet.lang, "policy.some.people", { n: value.keys.length });
  }
  if ("resource" in value) {
    return (
      <a href={`/resources/${value.resource}`}>
        <Title sheet={sheet} text={mentioned.titles.get(value.resource) ?? null} />
      </a>
    );
  }
  return value.keys.map((key, i) => [
    i > 0 && t(sheet.lang, "policy.and"),
    <Person id={key} names={mentioned.names} />,
  ]);
}

/**
 * The choice alone, for a page whose form few open: the fields come when it is opened. Without script
 * they are on the page of what was announced.
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
function OwnerFields(
  { sheet, form, policy, params, zone }: {
    sheet: Sheet;
    form: string;
    policy: Policy;
    params: unknown;
    zone: Zone;
  },
) {
  if (policy.ownerFields.length === 0) return null;
  const values = sheet.policies.inputsOfParams(policy, params, zone.name);
  return (
    <div class="policy-fields">
      {policy.ownerFields.map((field) => (
        <Field
          sheet={sheet}
          form={form}
          name={sheet.policies.paramInput(policy.name, field.name)}
          field={field}
          value={values.get(field.name) ?? ""}
          zone={zone}
          unenforced
        />
      ))}
    </div>
  );
}

/** What a policy asks who asks for a resource; their answers are the inputs `answer.<field>`. */
export function RequesterFields(
  { sheet, form, resource, event, zone, answer = null }: {
    sheet: Sheet;
    form: string;
    resource: Pick<ResourceDocument, "id" | "policy">;
    /** That asks; where it is not known yet, what a script needs it for is left to the owner. */
    event: Hex | null;
    zone: Zone;
    /** What was answered before. */
    answer?: string | null;
  },
) {
  const given = sheet.policies.answersIn(answer);
  const policy = sheet.policies.policyNamed(resource.policy.name);
  const params = policy === undefined
    ? null
    : sheet.policies.paramsOf(policy, resource.policy.params);
  const fields = params === null ? [] : policy?.requesterFields?.(params) ?? [];
  const { script } = policy ?? {};
  const scripted = script !== undefined && event !== null;
  return (
    <>
      {fields.map((field) =>
        field.kind !== "script"
          ? (
            <Field
              sheet={sheet}
              form={form}
              name={`answer.${field.name}`}
              field={field}
              value={given.get(field.name) ?? ""}
              zone={zone}
            />
          )
          : scripted && (
            <ScriptField
              sheet={sheet}
              form={form}
              field={field}
              value={given.get(field.name)}
              element={script.element}
              params={params}
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

/** A custom element that fills in its input; what it needs to know stands in its attributes. */
function ScriptField(
  { sheet, form, field, value, element: Element, params, resource, event }: {
    sheet: Sheet;
    form: string;
    field: PolicyField;
    value: string | undefined;
    element: string;
    params: unknown;
    resource: Hex;
    event: Hex;
  },
) {
  const id = `${form}-answer-${field.name}`;
  return (
    <div class="field" role="group" aria-labelledby={`${id}-label`}>
      <p class="label" id={`${id}-label`}>{say(sheet, field.label)}</p>
      {field.help !== undefined && <p class="hint">{say(sheet, field.help)}</p>}
      <Element
        data-name={`answer.${field.name}`}
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

/** One field of any kind. */
function Field(
  { sheet, form, name, field, value, zone, unenforced }: {
    sheet: Sheet;
    form: string;
    name: string;
    field: PolicyField;
    value: string;
    zone: Zone;
    unenforced?: boolean;
  },
) {
  const props = {
    sheet,
    form,
    name,
    label: <bdi>{say(sheet, field.label)}</bdi>,
    hint: field.help === undefined ? undefined : say(sheet, field.help),
    required: field.required,
    unenforced,
  };
  switch (field.kind) {
    case "long text":
      return <AreaField {...props} value={value} most={field.most ?? 1_000} rows={3} />;
    case "keys":
      return <AreaField {...props} value={value} most={4_000} rows={3} />;
    case "choice":
      return (
        <SelectField
          {...props}
          value={value}
          choices={(field.options ?? []).map((option) => ({
            value: option.value,
            label: say(sheet, option.label),
          }))}
        />
      );
    case "checkbox":
      return <CheckField {...props} checked={value !== ""} value="yes" />;
    case "number":
      return (
        <TextField
          {...props}
          type="number"
          inputmode="numeric"
          min={field.min}
          max={field.max}
          value={value}
        />
      );
    case "datetime":
      return (
        <TextField
          {...props}
          type="datetime-local"
          hint={
            <>
              {t(sheet.lang, "zone.in", { zone: zone.name })} {props.hint}
            </>
          }
          value={value}
        />
      );
    default:
      return <TextField {...props} most={field.kind === "text" ? field.most : 400} value={value} />;
  }
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
  const policy = resource === null ? undefined : sheet.policies.policyNamed(resource.policy.name);
  const params = policy === undefined
    ? null
    : sheet.policies.paramsOf(policy, resource!.policy.params);
  const fields = params === null ? [] : policy?.requesterFields?.(params) ?? [];
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
