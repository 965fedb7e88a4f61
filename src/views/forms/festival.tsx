/** Announcing and changing a festival. */
import type { FestivalDocument } from "../../node/mod.ts";
import {
  AreaField,
  CheckField,
  MoreFields,
  RadioField,
  SelectField,
  SignForm,
  TextField,
} from "../fields.tsx";
import type { Sheet } from "../sheet.ts";
import { t } from "../strings/mod.ts";
import { DAY_BREAK, localValue, zoneOf } from "../time.ts";
import { Submit } from "./parts.tsx";

export function FestivalForm(
  { sheet, current, parent }: {
    sheet: Sheet;
    current?: FestivalDocument;
    /** The festival that this one is to be part of. */
    parent?: FestivalDocument;
  },
) {
  const { lang } = sheet;
  const zone = zoneOf(current?.timezone ?? parent?.timezone ?? "UTC");
  const form = current === undefined ? "festival" : "festival-edit";
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
      <TextField
        sheet={sheet}
        form={form}
        name="title"
        label={t(lang, "festival.title")}
        value={current?.title}
        most={200}
        required
      />
      <AreaField
        sheet={sheet}
        form={form}
        name="description"
        label={t(lang, "description")}
        value={current?.description}
        most={10_000}
      />
      <div class="fields">
        <TextField
          sheet={sheet}
          form={form}
          name="start"
          type="datetime-local"
          label={t(lang, "festival.start")}
          value={localValue(current?.start ?? null, zone)}
        />
        <TextField
          sheet={sheet}
          form={form}
          name="end"
          type="datetime-local"
          label={t(lang, "festival.end")}
          value={localValue(current?.end ?? null, zone)}
        />
      </div>
      <TextField
        sheet={sheet}
        form={form}
        name="timezone"
        label={t(lang, "festival.timezone")}
        hint={t(lang, "festival.timezone.hint")}
        value={current?.timezone ?? parent?.timezone ?? "UTC"}
        most={64}
        zoneDefault={current === undefined && parent === undefined}
        required
      />
      <RadioField
        sheet={sheet}
        form={form}
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
          sheet={sheet}
          form={form}
          name="dayBreak"
          label={t(lang, "festival.daybreak")}
          hint={t(lang, "festival.daybreak.hint")}
          value={current?.dayBreak === null || current === undefined
            ? ""
            : String(current.dayBreak)}
          choices={dayBreaks(sheet, current?.dayBreak ?? null)}
        />
        {current !== undefined && (
          <CheckField
            sheet={sheet}
            form={form}
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
            sheet={sheet}
            form={form}
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
