/** Fields, each with a label, a hint and a place for its error; forms that are signed. */
import type { Child } from "hono/jsx";
import type { Hex } from "../node/mod.ts";
import { drawnTogether } from "./drawn.ts";
import type { Sheet } from "./sheet.ts";
import { t } from "./strings/mod.ts";

interface FieldProps {
  sheet: Sheet;
  /** Tells the fields of several forms on a page apart. */
  form: string;
  /** The path of a message's field (`place.address`). */
  name: string;
  label: Child;
  hint?: Child;
  required?: boolean | undefined;
  /** Needed only where it is seen, which a browser cannot tell. */
  unenforced?: boolean | undefined;
  /** What is wrong with what was sent. */
  problem?: string | undefined;
}

const inputId = ({ form, name }: { form: string; name: string }) =>
  `${form}-${name.replaceAll(".", "-")}`;

function Around(props: FieldProps & { children?: Child }) {
  const id = inputId(props);
  return (
    <div class="field">
      <label for={id}>
        {props.label}{" "}
        {!props.required && <span class="optional">{t(props.sheet.lang, "optional")}</span>}
      </label>
      {props.hint !== undefined && <p class="hint" id={`${id}-hint`}>{props.hint}</p>}
      {props.children}
      <ErrorPlace {...props} />
    </div>
  );
}

/** Empty until somebody finds a mistake. */
export function ErrorPlace(props: { form: string; name: string; problem?: string | undefined }) {
  return (
    <p
      class="field-error"
      id={`${inputId(props)}-error`}
      data-error-for={props.name}
      role="alert"
      hidden={props.problem === undefined}
    >
      {props.problem}
    </p>
  );
}

function described(props: FieldProps): string | undefined {
  const ids = [
    ...(props.hint === undefined ? [] : [`${inputId(props)}-hint`]),
    ...(props.problem === undefined ? [] : [`${inputId(props)}-error`]),
  ];
  return ids.length === 0 ? undefined : ids.join(" ");
}

interface TextFieldProps extends FieldProps {
  value?: string | null | undefined;
  type?:
    | "text"
    | "password"
    | "number"
    | "datetime-local"
    | "date"
    | "time"
    | "url"
    | "search"
    | undefined;
  /** The protocol's limit in bytes: at most so many characters. */
  most?: number | undefined;
  min?: number | undefined;
  max?: number | undefined;
  step?: string | undefined;
  inputmode?: "numeric" | "decimal" | "url" | undefined;
  autocomplete?: string | undefined;
  zoneDefault?: boolean | undefined;
  /** For the island alone: a form never sends it. */
  unsent?: boolean | undefined;
}

export function TextField(props: TextFieldProps) {
  return (
    <Around {...props}>
      <input
        id={inputId(props)}
        name={props.unsent ? undefined : props.name}
        type={props.type ?? "text"}
        value={props.value ?? undefined}
        maxlength={props.most}
        min={props.min}
        max={props.max}
        step={props.step}
        inputmode={props.inputmode}
        required={props.required && !props.unenforced}
        autocomplete={props.autocomplete ?? "off"}
        dir={props.type === undefined || props.type === "text" ? "auto" : undefined}
        aria-describedby={described(props)}
        aria-invalid={props.problem === undefined ? undefined : "true"}
        data-zone-default={props.zoneDefault ? "" : undefined}
      />
    </Around>
  );
}

export function AreaField(
  props: FieldProps & { value?: string | null | undefined; most: number; rows?: number },
) {
  return (
    <Around {...props}>
      <textarea
        id={inputId(props)}
        name={props.name}
        rows={props.rows ?? 4}
        maxlength={props.most}
        required={props.required && !props.unenforced}
        dir="auto"
        aria-describedby={described(props)}
      >
        {/* A browser drops the first line break after the tag. */}
        {props.value?.startsWith("\n") ? `\n${props.value}` : props.value ?? ""}
      </textarea>
    </Around>
  );
}

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly hint?: string | undefined;
}

export function SelectField(
  props: FieldProps & {
    value?: string | undefined;
    choices: readonly Choice[];
    /** Of htmx: what a choice fetches. */
    fetches?: Readonly<Record<string, string>>;
  },
) {
  return (
    <Around {...props}>
      <select
        id={inputId(props)}
        name={props.name}
        required={props.required && !props.unenforced}
        aria-describedby={described(props)}
        {...props.fetches}
      >
        {Options({ ...props, values: [props.value ?? ""] })}
      </select>
    </Around>
  );
}

/** From so many on, drawing a list of options takes longer than comparing it with the last one. */
const MANY_OPTIONS = 20;

interface OptionsProps {
  sheet: Sheet;
  choices: readonly Choice[];
  /** Those that are chosen. */
  values: readonly string[];
}

/** A page offers hundreds to choose from, some of them several times: they are drawn once. */
function Options({ sheet, choices, values }: OptionsProps) {
  const draw = () => (
    <>
      {choices.map(({ value, label }) => (
        <option value={value} selected={values.includes(value)}>{label}</option>
      ))}
    </>
  );
  if (choices.length < MANY_OPTIONS) return draw();
  const how = JSON.stringify([
    "options",
    choices[0]!.value,
    choices[1]!.value,
    choices.length,
    values,
  ]);
  const same = (one: Choice, other: Choice) =>
    one.value === other.value && one.label === other.label;
  return drawnTogether(sheet, how, choices, same, draw);
}

/** Several of a list; the empty input beside it says that it was shown. */
export function ManyField(
  props: FieldProps & { values: readonly string[]; choices: readonly Choice[] },
) {
  return (
    <Around {...props}>
      <input type="hidden" name={props.name} value="" />
      <select
        id={inputId(props)}
        name={props.name}
        multiple
        size={Math.max(2, Math.min(6, props.choices.length))}
        aria-describedby={described(props)}
      >
        {Options(props)}
      </select>
    </Around>
  );
}

export function RadioField(
  props: FieldProps & { value: string; choices: readonly Choice[] },
) {
  const id = inputId(props);
  return (
    <fieldset class="field choices">
      <legend>{props.label}</legend>
      {props.hint !== undefined && <p class="hint" id={`${id}-hint`}>{props.hint}</p>}
      {props.choices.map((choice) => (
        <div class="choice">
          <input
            type="radio"
            id={`${id}-${choice.value}`}
            name={props.name}
            value={choice.value}
            checked={choice.value === props.value}
          />
          <label for={`${id}-${choice.value}`}>
            {choice.label} {choice.hint !== undefined && <span class="hint">{choice.hint}</span>}
          </label>
        </div>
      ))}
      <ErrorPlace {...props} />
    </fieldset>
  );
}

export function CheckField(props: FieldProps & { checked: boolean; value?: string }) {
  const id = inputId(props);
  return (
    <div class="field">
      <div class="choice">
        <input type="hidden" name={`${props.name}.shown`} value="1" />
        <input
          type="checkbox"
          id={id}
          name={props.name}
          value={props.value ?? "1"}
          checked={props.checked}
          aria-describedby={described(props)}
        />
        <label for={id}>{props.label}</label>
      </div>
      {props.hint !== undefined && <p class="hint" id={`${id}-hint`}>{props.hint}</p>}
      <ErrorPlace {...props} />
    </div>
  );
}

/** Fields that few need, behind a word. */
export function MoreFields(
  { label, open, children }: { label: Child; open?: boolean; children?: Child },
) {
  return (
    <details class="more" open={open}>
      <summary>{label}</summary>
      {children}
    </details>
  );
}

export function Button(
  { action, name, value, kind, to, children }: {
    /** What the island does with the key. */
    action?: string;
    name?: string;
    value?: string;
    kind?: "quiet" | "danger" | undefined;
    /** Where it sends the form, if not where the form says. */
    to?: string;
    children?: Child;
  },
) {
  return (
    <button
      class={kind === undefined ? "button" : `button ${kind}`}
      type={action === undefined ? "submit" : "button"}
      name={name}
      value={value}
      formaction={to}
      data-key-action={action}
    >
      {children}
    </button>
  );
}

interface SignFormProps {
  schema: string;
  action: "create" | "update" | "delete";
  /** Null only for a profile and for a new festival. */
  festival: Hex | null;
  /** What is changed or taken back. */
  id?: Hex | undefined;
  /** The form's own, for fields outside of it. */
  name?: string | undefined;
  /** Zone of the form's times. */
  timezone?: string | undefined;
  /** Where to go afterwards; `{id}` is the document's. */
  then: string;
  /** Only for these keys. */
  only?: readonly Hex[] | undefined;
  /** Of the entry that the form answers. */
  hash?: Hex | undefined;
  hidden?: Readonly<Record<string, string>> | undefined;
  /** Buttons in a line with others. */
  inline?: boolean | undefined;
  /** A form of buttons only needs no word about files. */
  brief?: boolean | undefined;
  /** What is typed is kept on the device until it is signed. */
  draft?: boolean | undefined;
  sheet: Sheet;
  children?: Child;
}

/** The same fields, as a proposal of what they say. */
function proposing(
  props: SignFormProps,
  { schema, document, for: key, only }: NonNullable<Sheet["propose"]>,
): SignFormProps {
  if (props.schema !== schema || props.action === "delete") return props;
  const { id: _, only: __, draft: ___, ...rest } = props;
  return {
    ...rest,
    schema: "proposal",
    action: "create",
    // Several have no page of their own to go to.
    then: props.hidden?.["several"] === undefined ? "/proposals/{id}" : props.then,
    only,
    hidden: {
      ...props.hidden,
      proposes: schema,
      ...(document === null ? { for: key ?? "" } : { document }),
    },
  };
}

/** A form whose message the island builds and signs; without script `/sign` gives it as a file. */
export function SignForm(given: SignFormProps) {
  const props = given.sheet.propose === undefined ? given : proposing(given, given.sheet.propose);
  return (
    <form
      id={props.name}
      class={props.inline ? "sign inline" : "sign"}
      method="post"
      action="/sign"
      data-sign=""
      data-then={props.then}
      data-only={props.only?.join(" ")}
      data-hash={props.hash}
      data-draft={props.draft ? "" : undefined}
    >
      <input type="hidden" name="schema" value={props.schema} />
      <input type="hidden" name="action" value={props.action} />
      {props.festival !== null && <input type="hidden" name="festival" value={props.festival} />}
      {props.id !== undefined && <input type="hidden" name="id" value={props.id} />}
      {props.timezone !== undefined && (
        <input type="hidden" name="timezone" value={props.timezone} />
      )}
      {Object.entries(props.hidden ?? {}).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      {props.children}
      {!props.inline && !props.brief && (
        <noscript>
          <p class="hint">{t(props.sheet.lang, "sign.noscript")}</p>
        </noscript>
      )}
    </form>
  );
}

/**
 * A form behind a button, so that a page stays short; open where it is what the page is for. Its id
 * is inside: browsers open what is folded where a link leads into it.
 */
export function Folded(
  { id, label, only, kind, kept, open, children }: {
    id?: string;
    label: Child;
    only?: readonly Hex[] | undefined;
    kind?: "quiet" | "danger";
    /** Stays as it is when what is around it is exchanged; needs an id. */
    kept?: boolean;
    open?: boolean;
    children?: Child;
  },
) {
  return (
    <details
      class={kind === undefined ? "folded" : `folded ${kind}`}
      id={kept ? id : undefined}
      open={open}
      data-only={only?.join(" ")}
      hx-preserve={kept ? "true" : undefined}
    >
      <summary>
        <span class={kind === undefined ? "button" : `button ${kind}`}>
          <span>{label}</span>
        </span>
      </summary>
      <div class="folded-body" id={kept ? undefined : id}>{children}</div>
    </details>
  );
}
