/** Announcing and changing a festival. */
import type { FestivalDocument, Hex, ResourceDocument } from "../../node/mod.ts";
import {
  CheckField,
  MoreFields,
  RadioField,
  SelectField,
  SignForm,
  TextField,
} from "../fields.tsx";
import type { Sheet } from "../sheet.ts";
import { t } from "../strings/mod.ts";
import { titleText } from "../text.tsx";
import { DAY_BREAK, localValue, zoneOf } from "../time.ts";
import { DescriptionField, Submit, TitleField } from "./parts.tsx";

export function FestivalForm(
  { sheet, current, parent, tokens = [] }: {
    sheet: Sheet;
    current?: FestivalDocument;
    /** The festival that this one is to be part of. */
    parent?: FestivalDocument;
    /** What can be its token. */
    tokens?: readonly ResourceDocument[];
  },
) {
  const { lang } = sheet;
  const zone = zoneOf(current?.timezone ?? parent?.timezone ?? "UTC");
  const form = current === undefined ? "festival" : "festival-edit";
  const field = { sheet, form };
  return (
    <SignForm
      sheet={sheet}
      schema="festival"
      action={current === undefined ? "create" : "update"}
      festival={current?.id ?? null}
      id={current?.id}
      then="/festivals/{id}"
      hidden={parent === undefined ? undefined : { parent: parent.id }}
    >
      <TitleField {...field} label="festival.title" value={current?.title} />
      <DescriptionField {...field} value={current?.description} />
      <div class="fields">
        <TextField
          {...field}
          name="start"
          type="datetime-local"
          label={t(lang, "festival.start")}
          value={localValue(current?.start ?? null, zone)}
        />
        <TextField
          {...field}
          name="end"
          type="datetime-local"
          label={t(lang, "festival.end")}
          value={localValue(current?.end ?? null, zone)}
        />
      </div>
      <TextField
        {...field}
        name="timezone"
        label={t(lang, "festival.timezone")}
        hint={t(lang, "festival.timezone.hint")}
        value={current?.timezone ?? parent?.timezone ?? "UTC"}
        most={64}
        zoneDefault={current === undefined && parent === undefined}
        required
      />
      <RadioField
        {...field}
        name="visibility"
        label={t(lang, "festival.visibility")}
        value={current?.visibility ?? parent?.visibility ?? "public"}
        choices={(["public", "unlisted"] as const).map((value) => ({
          value,
          label: t(lang, `visibility.${value}`),
          hint: t(lang, `visibility.${value}.hint`),
        }))}
      />
      <MoreFields label={t(lang, "more")}>
        <SelectField
          {...field}
          name="dayBreak"
          label={t(lang, "festival.daybreak")}
          hint={t(lang, "festival.daybreak.hint")}
          value={current?.dayBreak === null || current === undefined
            ? ""
            : String(current.dayBreak)}
          choices={dayBreaks(sheet, current?.dayBreak ?? null)}
        />
        {current !== undefined && (tokens.length > 0 || current.token !== null) && (
          <SelectField
            sheet={sheet}
            form={form}
            name="token"
            label={t(lang, "festival.token")}
            hint={t(lang, "festival.token.hint")}
            value={current.token ?? ""}
            choices={tokenChoices(sheet, tokens, current.token)}
          />
        )}
        {current !== undefined && (
          <CheckField
            {...field}
            name="closed"
            label={t(lang, "festival.closed")}
            hint={t(lang, "festival.closed.hint")}
            checked={current.closed}
          />
        )}
      </MoreFields>
      {!sheet.operator && current === undefined && (
        <div class="scripted">
          <TextField
            {...field}
            name="operator"
            type="password"
            label={t(lang, "operator.token")}
            hint={t(lang, "operator.token.why")}
            most={200}
            unsent
          />
        </div>
      )}
      <Submit sheet={sheet} label={current === undefined ? "festival.announce" : "save"} />
    </SignForm>
  );
}

/** The token that is, also where it is not among what can be one. */
function tokenChoices(sheet: Sheet, tokens: readonly ResourceDocument[], current: Hex | null) {
  const choices = tokens.map(({ id, title }) => ({ value: id, label: titleText(sheet, title) }));
  if (current !== null && !tokens.some(({ id }) => id === current)) {
    choices.unshift({ value: current, label: `${current.slice(0, 16)}…` });
  }
  return [{ value: "", label: t(sheet.lang, "festival.token.none") }, ...choices];
}

function dayBreaks(sheet: Sheet, current: number | null) {
  const minutes = [0, 60, 120, 180, 240, 300, 420, 480, 540, 600, 720];
  if (current !== null && !minutes.includes(current)) minutes.push(current);
  const clock = (minute: number) =>
    `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
  return [
    { value: "", label: t(sheet.lang, "festival.daybreak.usual", { time: clock(DAY_BREAK) }) },
    ...minutes.map((minute) => ({ value: String(minute), label: clock(minute) })),
  ];
}
