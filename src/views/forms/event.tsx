/** Creating and changing an event, and a change of its stage alone. */
import type { Child } from "hono/jsx";
import type { EventDocument, FestivalDocument } from "../../node/mod.ts";
import { Button, Folded, MoreFields, RadioField, SignForm, TextField } from "../fields.tsx";
import type { Sheet } from "../sheet.ts";
import { t } from "../strings/mod.ts";
import { zoneOf } from "../time.ts";
import { formWords } from "../wording.ts";
import { type Others, OthersFields } from "./others.tsx";
import {
  AccessFields,
  DescriptionField,
  Links,
  type Offers,
  Submit,
  Tags,
  TimeFields,
  TitleField,
} from "./parts.tsx";
import { Advice, AskFields, RepeatFields } from "./plan.tsx";

export function EventForm(
  { sheet, festival, current, offers = [], preset, others = [] }: {
    sheet: Sheet;
    festival: FestivalDocument;
    current?: EventDocument;
    /** What a new event can ask for at once. */
    offers?: Offers;
    /** What of a new one is chosen already. */
    preset?: {
      readonly start?: number | undefined;
      readonly end?: number | undefined;
      readonly resource?: string | undefined;
    };
    /** Of the same series as the one that is changed. */
    others?: Others;
  },
) {
  const { lang } = sheet;
  const zone = zoneOf(festival.timezone);
  const form = current === undefined ? "event" : "event-edit";
  const field = { sheet, form };
  // Cancelling has a button of its own; who proposes it has this form alone.
  const stages = current?.stage === "cancelled" ||
      current !== undefined && sheet.propose !== undefined
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
      draft
    >
      <TitleField {...field} label="event.title" value={current?.title} />
      <TimeFields
        {...field}
        zone={zone}
        start={current?.start ?? preset?.start ?? festival.start}
        end={current?.end ?? preset?.end ?? null}
      />
      <DescriptionField {...field} value={current?.description} />
      <RadioField
        {...field}
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
          {...field}
          name="where"
          label={t(lang, "event.where")}
          hint={t(lang, "event.where.hint")}
          value={current?.where}
          most={200}
        />
        <Tags {...field} tags={current?.tags} />
        <Links {...field} links={current?.links} />
        <AccessFields {...field} access={current?.access} />
      </MoreFields>
      {current === undefined && sheet.propose === undefined && (
        <>
          {offers.length > 0 && (
            <AskFields
              {...field}
              festival={festival}
              offers={offers}
              chosen={preset?.resource}
              open={preset !== undefined}
            />
          )}
          <RepeatFields {...field} />
        </>
      )}
      {current !== undefined && <p class="hint">{formWords(sheet, "event.move.hint")}</p>}
      {current !== undefined && sheet.propose === undefined && (
        <OthersFields {...field} event={current} others={others} zone={zone} gesture="change" />
      )}
      <Advice sheet={sheet} />
      <Submit sheet={sheet} label={current === undefined ? "event.create" : "save"} />
    </SignForm>
  );
}

/** A change of stage alone: publish an idea, cancel what was planned, take that back. */
export function StageForm(
  { sheet, event, stage, again, others, timezone }: {
    sheet: Sheet;
    event: EventDocument;
    stage: EventDocument["stage"];
    /** What can be asked for again in the same gesture, and the others of a series. */
    again?: Child;
    others?: Child;
    timezone?: string;
  },
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
      timezone={timezone}
      brief
      only={stage === "planned" ? [event.author] : undefined}
    >
      {stage === "cancelled" && (
        <p>
          {t(lang, "event.cancel.sure")} {t(lang, "changed.seen")}
        </p>
      )}
      {event.stage === "cancelled" && <p>{t(lang, "event.uncancel.seen")}</p>}
      {again}
      {others}
      <p class="buttons">
        <Button kind={stage === "cancelled" ? "danger" : undefined}>
          {t(
            lang,
            stage === "cancelled"
              ? "event.cancel"
              : event.stage === "cancelled"
              ? "event.uncancel"
              : "event.plan",
          )}
        </Button>
      </p>
    </SignForm>
  );
  if (stage !== "cancelled") return form;
  return <Folded label={t(lang, "event.cancel")} only={[event.author]} kind="danger">{form}
  </Folded>;
}
