/** Asking for a resource, asking anew, and answering. */
import type {
  EventDocument,
  FestivalDocument,
  RequestDocument,
  ResourceDocument,
} from "../../node/mod.ts";
import {
  AreaField,
  Button,
  CheckField,
  Folded,
  SelectField,
  SignForm,
  TextField,
} from "../fields.tsx";
import { type AskedFor, AskedPolicy, askedTarget, RequesterFields } from "../policy_asks.tsx";
import type { Sheet } from "../sheet.ts";
import { t } from "../strings/mod.ts";
import { type Zone, zoneOf } from "../time.ts";
import { formWords } from "../wording.ts";
import { offerChoices, Submit, TimeFields } from "./parts.tsx";
import { Advice } from "./plan.tsx";

/** An event asks for a resource: one form a festival, since a request stands in the resource's log. */
export function RequestForm(
  { sheet, event, festival, where, resources, instead, asked = null }: {
    sheet: Sheet;
    event: EventDocument;
    /** The event's. */
    festival: FestivalDocument;
    /** The resources'. */
    where: FestivalDocument;
    resources: readonly ResourceDocument[];
    /** A request that this one is instead of: it is withdrawn in the same gesture. */
    instead?: RequestDocument;
    /** What is chosen already, on a page without script. */
    asked?: AskedFor | null;
  },
) {
  const { lang } = sheet;
  const form = `request-${where.id.slice(0, 16)}${instead === undefined ? "" : "-instead"}`;
  const hidden: Record<string, string> = {
    ...ofEvent(event, festival),
    ...(instead && { instead: instead.id, insteadFestival: instead.festival }),
  };
  const chosen = instead === undefined ? asked?.resource.id : resources[0]?.id;
  return (
    <SignForm
      sheet={sheet}
      schema="request"
      action="create"
      festival={where.id}
      timezone={zoneOf(festival.timezone).name}
      then={`/events/${event.id}`}
      only={[event.author]}
      hidden={hidden}
      draft={instead === undefined}
    >
      <SelectField
        sheet={sheet}
        form={form}
        name="resource"
        label={formWords(sheet, "request.resource")}
        choices={[
          { value: "", label: t(lang, "request.choose") },
          ...offerChoices(sheet, [{ festival: where, resources }]),
        ]}
        value={chosen}
        fetches={{
          ...askedTarget(form, event.id),
          "hx-trigger": instead === undefined ? "change" : "change, load",
        }}
        required
      />
      <AskedPolicy
        sheet={sheet}
        form={form}
        event={event.id}
        zone={zoneOf(where.timezone)}
        asked={asked}
      />
      <RequestFields
        sheet={sheet}
        form={form}
        zone={zoneOf(festival.timezone)}
        start={instead?.start ?? event.start}
        end={instead?.end ?? event.end}
        quantity={instead?.quantity ?? 1}
        note={instead?.note ?? null}
      />
      {resources.some(({ requires }) => requires !== null && requires.length > 0) && (
        <CheckField
          sheet={sheet}
          form={form}
          name="requires"
          label={t(lang, "ask.requires")}
          hint={t(lang, "ask.requires.hint")}
          checked
        />
      )}
      <Advice sheet={sheet} />
      <Submit sheet={sheet} label="request.ask" />
    </SignForm>
  );
}

/** What a request says of its event; an unlisted festival is a secret address. */
function ofEvent(event: EventDocument, festival: FestivalDocument): Record<string, string> {
  return {
    event: event.id,
    eventTitle: event.title,
    ...(festival.visibility === "public" && { eventFestival: festival.id }),
  };
}

function RequestFields(
  { sheet, form, zone, start, end, quantity, note }: {
    sheet: Sheet;
    form: string;
    zone: Zone;
    start: number;
    end: number;
    quantity: number;
    note: string | null;
  },
) {
  const { lang } = sheet;
  return (
    <>
      <TimeFields sheet={sheet} form={form} zone={zone} start={start} end={end} />
      <TextField
        sheet={sheet}
        form={form}
        name="quantity"
        type="number"
        min={1}
        inputmode="numeric"
        label={t(lang, "request.quantity")}
        value={String(quantity)}
        required
      />
      <AreaField
        sheet={sheet}
        form={form}
        name="note"
        label={t(lang, "request.note")}
        hint={t(lang, "request.note.hint")}
        value={note}
        most={1_000}
        rows={2}
      />
    </>
  );
}

/** What a new request takes over from the one whose place it takes. */
function takenOver(request: RequestDocument): Record<string, string> {
  const fields: Record<string, string | null> = {
    event: request.event,
    eventTitle: request.eventTitle,
    eventFestival: request.eventFestival,
    resource: request.resource,
    answer: request.answer,
    replaces: request.id,
  };
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(fields)) if (value !== null) given[name] = value;
  return given;
}

/** A booking that does not cover its event: ask for the whole time, keeping it until then. */
export function WholeTimeForm(
  { sheet, request, event, then }: {
    sheet: Sheet;
    request: RequestDocument;
    event: { readonly start: number; readonly end: number };
    then: string;
  },
) {
  const { lang } = sheet;
  const hidden = {
    ...takenOver(request),
    // In UTC, to the second: nobody types it.
    start: new Date(Math.min(request.start, event.start)).toISOString().slice(0, 23),
    end: new Date(Math.max(request.end, event.end)).toISOString().slice(0, 23),
    quantity: String(request.quantity),
    ...(request.note !== null && { note: request.note }),
  };
  return (
    <Folded label={t(lang, "request.whole")} only={[request.author]} kind="quiet">
      <SignForm
        sheet={sheet}
        schema="request"
        action="create"
        festival={request.festival}
        timezone="UTC"
        then={then}
        hidden={hidden}
        brief
      >
        <p>{t(lang, "request.whole.hint")}</p>
        <Submit sheet={sheet} label="request.whole" />
      </SignForm>
    </Folded>
  );
}

/** A request is corrected by another one in its place. */
export function CorrectRequestForm(
  { sheet, request, resource, zone, then }: {
    sheet: Sheet;
    request: RequestDocument;
    /** Null where it is not known. */
    resource: ResourceDocument | null;
    zone: Zone;
    then: string;
  },
) {
  const { lang } = sheet;
  return (
    <Folded label={t(lang, "request.correct")} only={[request.author]} kind="quiet">
      <SignForm
        sheet={sheet}
        schema="request"
        action="create"
        festival={request.festival}
        timezone={zone.name}
        then={then}
        hidden={takenOver(request)}
      >
        <p>{t(lang, "request.correct.hint")}</p>
        <RequestFields
          sheet={sheet}
          form="correct"
          zone={zone}
          start={request.start}
          end={request.end}
          quantity={request.quantity}
          note={request.note}
        />
        {resource !== null && (
          <RequesterFields
            sheet={sheet}
            form="correct"
            resource={resource}
            event={request.event}
            zone={zone}
            answer={request.answer}
          />
        )}
        <Advice sheet={sheet} />
        <Submit sheet={sheet} label="request.correct.sign" />
      </SignForm>
    </Folded>
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
