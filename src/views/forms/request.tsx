/** Asking for a resource, and answering. */
import type {
  EventDocument,
  FestivalDocument,
  RequestDocument,
  ResourceDocument,
} from "../../node/mod.ts";
import { AreaField, Button, SelectField, SignForm, TextField } from "../fields.tsx";
import type { Sheet } from "../sheet.ts";
import { t } from "../strings/mod.ts";
import { titleText } from "../text.tsx";
import { localValue, zoneOf } from "../time.ts";
import { Submit } from "./parts.tsx";
import { kindWord } from "./words.ts";

/** An event asks for a resource: one form a festival, since a request stands in the resource's log. */
export function RequestForm(
  { sheet, event, festival, where, resources }: {
    sheet: Sheet;
    event: EventDocument;
    /** The event's. */
    festival: FestivalDocument;
    /** The resources'. */
    where: FestivalDocument;
    resources: readonly ResourceDocument[];
  },
) {
  const { lang } = sheet;
  const zone = zoneOf(festival.timezone);
  const form = `request-${where.id.slice(0, 16)}`;
  const hidden: Record<string, string> = { event: event.id, eventTitle: event.title };
  if (festival.visibility === "public") hidden["eventFestival"] = festival.id;
  return (
    <SignForm
      sheet={sheet}
      schema="request"
      action="create"
      festival={where.id}
      timezone={zone.name}
      then={`/events/${event.id}`}
      only={[event.author]}
      hidden={hidden}
    >
      <SelectField
        sheet={sheet}
        form={form}
        name="resource"
        label={t(lang, "request.resource")}
        choices={[
          { value: "", label: t(lang, "request.choose") },
          ...resources.map((resource) => ({
            value: resource.id,
            label: `${titleText(sheet, resource.title)} (${kindWord(sheet, resource.kind)})`,
          })),
        ]}
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
          value={localValue(event.start, zone)}
          required
        />
        <TextField
          sheet={sheet}
          form={form}
          name="end"
          type="datetime-local"
          label={t(lang, "end")}
          hint={t(lang, "zone.in", { zone: zone.name })}
          value={localValue(event.end, zone)}
          required
        />
      </div>
      <TextField
        sheet={sheet}
        form={form}
        name="quantity"
        type="number"
        min={1}
        inputmode="numeric"
        label={t(lang, "request.quantity")}
        value="1"
        required
      />
      <AreaField
        sheet={sheet}
        form={form}
        name="note"
        label={t(lang, "request.note")}
        hint={t(lang, "request.note.hint")}
        most={1_000}
        rows={2}
      />
      <Submit sheet={sheet} label="request.ask" />
    </SignForm>
  );
}

/** The owner's two answers as buttons; with a reason where there is room to type. */
export function AnswerForm(
  { sheet, request, then, reason }: {
    sheet: Sheet;
    request: RequestDocument;
    then: string;
    reason: boolean;
  },
) {
  const { lang } = sheet;
  const only = request.deputy === null ? [request.owner] : [request.owner, request.deputy];
  return (
    <SignForm
      sheet={sheet}
      schema="authorization"
      action="create"
      festival={request.festival}
      then={then}
      only={only}
      hash={request.hash}
      hidden={{ request: request.id }}
      inline={!reason}
    >
      {reason && (
        <AreaField
          sheet={sheet}
          form="answer"
          name="reason"
          label={t(lang, "answer.reason")}
          hint={t(lang, "answer.reason.hint")}
          most={1_000}
          rows={2}
        />
      )}
      <span class="buttons">
        {request.status !== "confirmed" && (
          <Button name="verdict" value="confirmed">{t(lang, "answer.confirm")}</Button>
        )}{" "}
        {request.status !== "denied" && (
          <Button name="verdict" value="denied" kind="quiet">{t(lang, "answer.deny")}</Button>
        )}
      </span>
    </SignForm>
  );
}
