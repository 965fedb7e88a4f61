/** Creating and changing an event, and a change of its stage alone. */
import type { EventDocument, FestivalDocument } from "../../node/mod.ts";
import {
  AreaField,
  Button,
  Folded,
  MoreFields,
  RadioField,
  SignForm,
  TextField,
} from "../fields.tsx";
import type { Sheet } from "../sheet.ts";
import { t } from "../strings/mod.ts";
import { localValue, zoneOf } from "../time.ts";
import { AccessFields, Links, Submit, Tags } from "./parts.tsx";

export function EventForm(
  { sheet, festival, current }: {
    sheet: Sheet;
    festival: FestivalDocument;
    current?: EventDocument;
  },
) {
  const { lang } = sheet;
  const zone = zoneOf(festival.timezone);
  const form = current === undefined ? "event" : "event-edit";
  const stages = current?.stage === "cancelled"
    ? ["planned", "idea", "cancelled"] as const
    : ["planned", "idea"] as const;
  return (
    <SignForm
      sheet={sheet}
      schema="event"
      action={current === undefined ? "create" : "update"}
      festival={festival.id}
      id={current?.id}
      timezone={zone.name}
      then="/events/{id}"
    >
      <TextField
        sheet={sheet}
        form={form}
        name="title"
        label={t(lang, "event.title")}
        value={current?.title}
        most={200}
        required
      />
      <div class="fields">
        <TextField
          sheet={sheet}
          form={form}
          name="start"
          type="datetime-local"
          label={t(lang, "start")}
          hint={t(lang, "zone.in", { zone: zone.name })}
          value={localValue(current?.start ?? festival.start, zone)}
          required
        />
        <TextField
          sheet={sheet}
          form={form}
          name="end"
          type="datetime-local"
          label={t(lang, "end")}
          hint={t(lang, "zone.in", { zone: zone.name })}
          value={localValue(current?.end ?? null, zone)}
          required
        />
      </div>
      <AreaField
        sheet={sheet}
        form={form}
        name="description"
        label={t(lang, "description")}
        value={current?.description}
        most={10_000}
      />
      <RadioField
        sheet={sheet}
        form={form}
        name="stage"
        label={t(lang, "event.stage")}
        value={current?.stage ?? "planned"}
        choices={stages.map((value) => ({
          value,
          label: t(lang, `stage.${value}`),
          hint: t(lang, `stage.${value}.hint`),
        }))}
      />
      <MoreFields label={t(lang, "event.more")}>
        <TextField
          sheet={sheet}
          form={form}
          name="where"
          label={t(lang, "event.where")}
          hint={t(lang, "event.where.hint")}
          value={current?.where}
          most={200}
        />
        <Tags sheet={sheet} form={form} tags={current?.tags} />
        <Links sheet={sheet} form={form} links={current?.links} />
        <AccessFields sheet={sheet} form={form} access={current?.access} />
      </MoreFields>
      {current !== undefined && <p class="hint">{t(lang, "event.move.hint")}</p>}
      <Submit sheet={sheet} label={current === undefined ? "event.create" : "save"} />
    </SignForm>
  );
}

/** A change of stage alone: publish an idea, cancel what was planned, take that back. */
export function StageForm(
  { sheet, event, stage }: { sheet: Sheet; event: EventDocument; stage: EventDocument["stage"] },
) {
  const { lang } = sheet;
  const form = (
    <SignForm
      sheet={sheet}
      schema="event"
      action="update"
      festival={event.festival}
      id={event.id}
      then={`/events/${event.id}`}
      hidden={{ stage }}
      inline={stage === "planned"}
      only={stage === "planned" ? [event.author] : undefined}
    >
      {stage === "cancelled" && <p>{t(lang, "event.cancel.sure")}</p>}
      <p class="buttons">
        <Button kind={stage === "cancelled" ? "danger" : undefined}>
          {t(lang, stage === "cancelled" ? "event.cancel" : "event.plan")}
        </Button>
      </p>
    </SignForm>
  );
  if (stage !== "cancelled") return form;
  return <Folded label={t(lang, "event.cancel")} only={[event.author]} kind="danger">{form}
  </Folded>;
}
