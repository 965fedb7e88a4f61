/** The forms of every schema that people fill in. What the fields mean is the schemas' affair. */
import type {
  Access,
  EventDocument,
  FestivalDocument,
  Hex,
  Link,
  RequestDocument,
  ResourceDocument,
  UserDocument,
} from "../node/mod.ts";
import {
  AreaField,
  Button,
  CheckField,
  Folded,
  MoreFields,
  RadioField,
  SelectField,
  SignForm,
  TextField,
} from "./fields.tsx";
import type { Sheet } from "./sheet.ts";
import { type StringKey, t } from "./strings/mod.ts";
import { titleText } from "./text.tsx";
import { DAY_BREAK, localValue, zoneOf } from "./time.ts";

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
        value={current?.visibility ?? "public"}
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

const KINDS = ["item", "skill", "space"] as const;
const POLICIES = ["first-come-first-served", "manual"] as const;

export function ResourceForm(
  { sheet, festival, location, current }: {
    sheet: Sheet;
    festival: FestivalDocument;
    /** A resource with a place. */
    location: boolean;
    current?: ResourceDocument;
  },
) {
  const { lang } = sheet;
  const form = `${location ? "location" : "resource"}${current === undefined ? "" : "-edit"}`;
  const gps = current?.place?.gps;
  const kinds = KINDS.map((value) => ({ value: value as string, label: t(lang, `kind.${value}`) }));
  if (current !== undefined && !kinds.some(({ value }) => value === current.kind)) {
    kinds.push({ value: current.kind, label: current.kind });
  }
  const policies = POLICIES.map((value) => ({
    value: value as string,
    label: t(lang, `policy.${value}`),
  }));
  if (current !== undefined && !policies.some(({ value }) => value === current.policy.name)) {
    policies.push({ value: current.policy.name, label: current.policy.name });
  }
  return (
    <SignForm
      sheet={sheet}
      schema="resource"
      action={current === undefined ? "create" : "update"}
      festival={festival.id}
      id={current?.id}
      timezone={zoneOf(festival.timezone).name}
      then="/resources/{id}"
      hidden={location ? { kind: "location" } : undefined}
    >
      <TextField
        sheet={sheet}
        form={form}
        name="title"
        label={t(lang, location ? "location.title" : "resource.title")}
        value={current?.title}
        most={200}
        required
      />
      {!location && (
        <div class="fields">
          <SelectField
            sheet={sheet}
            form={form}
            name="kind"
            label={t(lang, "resource.kind")}
            value={current?.kind ?? "item"}
            choices={kinds}
            required
          />
          <Quantity sheet={sheet} form={form} value={current?.quantity ?? 1} />
        </div>
      )}
      {location && (
        <>
          <AccessFields sheet={sheet} form={form} access={current?.access} open />
          <TextField
            sheet={sheet}
            form={form}
            name="place.address"
            label={t(lang, "place.address")}
            value={current?.place?.address}
            most={400}
          />
          <CheckField
            sheet={sheet}
            form={form}
            name="place.onRequest"
            label={t(lang, "place.onrequest")}
            hint={t(lang, "place.onrequest.hint")}
            checked={current?.place?.onRequest ?? false}
          />
        </>
      )}
      <AreaField
        sheet={sheet}
        form={form}
        name="description"
        label={t(lang, "description")}
        value={current?.description}
        most={10_000}
      />
      <SelectField
        sheet={sheet}
        form={form}
        name="policy.name"
        label={t(lang, "resource.policy")}
        hint={t(lang, "resource.policy.hint")}
        value={current?.policy.name ?? POLICIES[0]}
        choices={policies}
        required
      />
      <MoreFields label={t(lang, location ? "location.more" : "resource.more")}>
        <div class="fields">
          <TextField
            sheet={sheet}
            form={form}
            name="people"
            type="number"
            min={1}
            inputmode="numeric"
            label={t(lang, "resource.people")}
            value={current?.people?.toString()}
          />
          {location && <Quantity sheet={sheet} form={form} value={current?.quantity ?? 1} />}
        </div>
        <TextField
          sheet={sheet}
          form={form}
          name="contact"
          label={t(lang, "contact")}
          hint={t(lang, "contact.hint")}
          value={current?.contact}
          most={200}
        />
        <Tags sheet={sheet} form={form} tags={current?.tags} />
        {location && (
          <>
            <TextField
              sheet={sheet}
              form={form}
              name="place.url"
              label={t(lang, "place.url")}
              hint={t(lang, "place.url.hint")}
              value={current?.place?.url}
              inputmode="url"
              most={500}
            />
            <div class="fields">
              <TextField
                sheet={sheet}
                form={form}
                name="place.lat"
                label={t(lang, "place.lat")}
                value={gps === undefined ? "" : degrees(gps[0])}
                inputmode="decimal"
              />
              <TextField
                sheet={sheet}
                form={form}
                name="place.lon"
                label={t(lang, "place.lon")}
                value={gps === undefined ? "" : degrees(gps[1])}
                inputmode="decimal"
              />
            </div>
          </>
        )}
        {!location && <AccessFields sheet={sheet} form={form} access={current?.access} />}
        <TextField
          sheet={sheet}
          form={form}
          name="deputy"
          label={t(lang, "resource.deputy")}
          hint={t(lang, "resource.deputy.hint")}
          value={current?.deputy}
          most={64}
        />
      </MoreFields>
      <Submit
        sheet={sheet}
        label={current !== undefined
          ? "save"
          : location
          ? "location.announce"
          : "resource.announce"}
      />
    </SignForm>
  );
}

/** 10⁻⁷ degrees as decimal degrees, exactly. */
export function degrees(value: number): string {
  const digits = String(Math.abs(value)).padStart(8, "0");
  const fraction = digits.slice(-7).replace(/0+$/, "");
  return `${value < 0 ? "-" : ""}${digits.slice(0, -7)}${fraction === "" ? "" : `.${fraction}`}`;
}

function Quantity({ sheet, form, value }: { sheet: Sheet; form: string; value: number }) {
  return (
    <TextField
      sheet={sheet}
      form={form}
      name="quantity"
      type="number"
      min={1}
      inputmode="numeric"
      label={t(sheet.lang, "resource.quantity")}
      value={String(value)}
      required
    />
  );
}

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

/** Withdrawing a request, deleting an event: asked once more before it is signed. */
export function DeleteForm(
  { sheet, schema, id, festival, only, then, label, sure }: {
    sheet: Sheet;
    schema: "event" | "resource" | "request";
    id: Hex;
    festival: Hex;
    only: readonly Hex[];
    then: string;
    label: StringKey;
    sure: StringKey;
  },
) {
  return (
    <Folded label={t(sheet.lang, label)} only={only} kind="danger">
      <SignForm
        sheet={sheet}
        schema={schema}
        action="delete"
        festival={festival}
        id={id}
        then={then}
        brief
      >
        <p>{t(sheet.lang, sure)}</p>
        <p class="buttons">
          <Button kind="danger">{t(sheet.lang, label)}</Button>
        </p>
      </SignForm>
    </Folded>
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

export function UserForm({ sheet, user }: { sheet: Sheet; user: UserDocument }) {
  const { lang } = sheet;
  return (
    <SignForm
      sheet={sheet}
      schema="user"
      action="create"
      festival={null}
      then={`/users/${user.id}`}
      only={[user.id]}
      hidden={{ author: user.id }}
    >
      <TextField
        sheet={sheet}
        form="user"
        name="name"
        label={t(lang, "user.name")}
        value={user.name}
        most={80}
        autocomplete="nickname"
      />
      <AreaField
        sheet={sheet}
        form="user"
        name="about"
        label={t(lang, "user.about")}
        value={user.about}
        most={4_000}
      />
      <TextField
        sheet={sheet}
        form="user"
        name="contact"
        label={t(lang, "contact")}
        hint={t(lang, "contact.hint")}
        value={user.contact}
        most={200}
      />
      <Links sheet={sheet} form="user" links={user.links} />
      <Submit sheet={sheet} label="user.save" />
    </SignForm>
  );
}

function Tags(
  { sheet, form, tags }: { sheet: Sheet; form: string; tags?: readonly string[] | undefined },
) {
  return (
    <TextField
      sheet={sheet}
      form={form}
      name="tags"
      label={t(sheet.lang, "tags")}
      hint={t(sheet.lang, "tags.hint")}
      value={tags?.join(", ")}
    />
  );
}

const MOST_LINKS = 8;

function Links(
  { sheet, form, links }: {
    sheet: Sheet;
    form: string;
    links?: readonly Link[] | null | undefined;
  },
) {
  const { lang } = sheet;
  const given = links ?? [];
  const rows = Math.min(MOST_LINKS, given.length + 1);
  return (
    <fieldset class="group">
      <legend>{t(lang, "links")}</legend>
      {Array.from({ length: rows }, (_, i) => (
        <div class="fields">
          <TextField
            sheet={sheet}
            form={form}
            name={`links.${i}.label`}
            label={t(lang, "link.label", { n: i + 1 })}
            value={given[i]?.label}
            most={80}
          />
          <TextField
            sheet={sheet}
            form={form}
            name={`links.${i}.url`}
            label={t(lang, "link.url", { n: i + 1 })}
            value={given[i]?.url}
            inputmode="url"
            most={500}
          />
        </div>
      ))}
    </fieldset>
  );
}

export const ACCESS = ["stepFree", "toilet", "seating", "hearing", "quiet"] as const;

function AccessFields(
  { sheet, form, access, open }: {
    sheet: Sheet;
    form: string;
    access?: Access | null | undefined;
    open?: boolean;
  },
) {
  const { lang } = sheet;
  const fields = (
    <fieldset class="group">
      <legend>{t(lang, "access")}</legend>
      <div class="fields">
        {ACCESS.map((name) => (
          <SelectField
            sheet={sheet}
            form={form}
            name={`access.${name}`}
            label={t(lang, `access.${name}`)}
            value={access?.[name] ?? ""}
            choices={[
              { value: "", label: t(lang, "access.unanswered") },
              ...(["yes", "partly", "no"] as const).map((value) => ({
                value,
                label: t(lang, `access.${value}`),
              })),
            ]}
          />
        ))}
      </div>
      <AreaField
        sheet={sheet}
        form={form}
        name="access.note"
        label={t(lang, "access.note")}
        value={access?.note}
        most={500}
        rows={2}
      />
    </fieldset>
  );
  return open ? fields : <MoreFields label={t(lang, "access.more")}>{fields}</MoreFields>;
}

function Submit({ sheet, label }: { sheet: Sheet; label: StringKey }) {
  return (
    <p class="buttons">
      <Button>{t(sheet.lang, label)}</Button>
    </p>
  );
}

/** A kind in words, where there are any for it. */
export function kindWord(sheet: Sheet, kind: string): string {
  switch (kind) {
    case "item":
    case "skill":
    case "space":
    case "location":
      return t(sheet.lang, `kind.${kind}`);
    default:
      return kind;
  }
}

export function policyIs(name: string): name is typeof POLICIES[number] {
  return (POLICIES as readonly string[]).includes(name);
}
