/** Announcing and changing what somebody shares; a location is a resource with a place. */
import type { FestivalDocument, ResourceDocument } from "../../node/mod.ts";
import { CheckField, ManyField, MoreFields, SelectField, SignForm, TextField } from "../fields.tsx";
import { PolicyChoice, PolicyFields } from "../policies.tsx";
import type { Sheet } from "../sheet.ts";
import { t } from "../strings/mod.ts";
import { zoneOf } from "../time.ts";
import { DeputyFields } from "./deputy.tsx";
import { HoursFields, type HoursView } from "./hours.tsx";
import {
  AccessFields,
  ContactField,
  DescriptionField,
  offerChoices,
  type Offers,
  Quantity,
  Submit,
  Tags,
  TitleField,
} from "./parts.tsx";
import { degrees, KINDS } from "./words.ts";

export function ResourceForm(
  { sheet, festival, location, current, hours, offers }: {
    sheet: Sheet;
    festival: FestivalDocument;
    /** A resource with a place. */
    location: boolean;
    current?: ResourceDocument;
    hours: HoursView;
    /** What it may need. */
    offers: Offers;
  },
) {
  const { lang } = sheet;
  const form = `${location ? "location" : "resource"}${current === undefined ? "" : "-edit"}`;
  const field = { sheet, form };
  const needs = offerChoices(sheet, offers).filter(({ value }) => value !== current?.id);
  // What is not in the list (any more) stays what it is.
  for (const id of current?.requires ?? []) {
    if (!needs.some(({ value }) => value === id)) needs.push({ value: id, label: id.slice(0, 16) });
  }
  const gps = current?.place?.gps;
  const kinds = KINDS.map((value) => ({ value: value as string, label: t(lang, `kind.${value}`) }));
  if (current !== undefined && !kinds.some(({ value }) => value === current.kind)) {
    kinds.push({ value: current.kind, label: current.kind });
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
      draft
    >
      <TitleField
        {...field}
        label={location ? "location.title" : "resource.title"}
        value={current?.title}
      />
      {!location && (
        <div class="fields">
          <SelectField
            {...field}
            name="kind"
            label={t(lang, "resource.kind")}
            value={current?.kind ?? "item"}
            choices={kinds}
            required
          />
          <Quantity {...field} value={current?.quantity ?? 1} />
        </div>
      )}
      {location && (
        <>
          <AccessFields {...field} access={current?.access} open />
          <TextField
            {...field}
            name="place.address"
            label={t(lang, "place.address")}
            hint={t(lang, "public.forever")}
            value={current?.place?.address}
            most={400}
          />
          <CheckField
            {...field}
            name="place.onRequest"
            label={t(lang, "place.onrequest")}
            hint={t(lang, "place.onrequest.hint")}
            checked={current?.place?.onRequest ?? false}
          />
        </>
      )}
      <DescriptionField {...field} value={current?.description} />
      {current === undefined
        ? <PolicyChoice {...field} zone={zoneOf(festival.timezone)} />
        : <PolicyFields {...field} current={current} zone={zoneOf(festival.timezone)} />}
      <HoursFields {...field} hours={hours} />
      {needs.length > 0 && (
        <MoreFields label={t(lang, "requires")} open={(current?.requires ?? []).length > 0}>
          <ManyField
            {...field}
            name="requires"
            label={t(lang, "requires")}
            hint={t(lang, "requires.hint")}
            values={current?.requires ?? []}
            choices={needs}
          />
        </MoreFields>
      )}
      <MoreFields label={t(lang, location ? "location.more" : "resource.more")}>
        <div class="fields">
          <TextField
            {...field}
            name="people"
            type="number"
            min={1}
            inputmode="numeric"
            label={t(lang, "resource.people")}
            value={current?.people?.toString()}
          />
          {location && <Quantity {...field} value={current?.quantity ?? 1} />}
        </div>
        <ContactField {...field} value={current?.contact ?? null} />
        <Tags {...field} tags={current?.tags} />
        {location && (
          <>
            <TextField
              {...field}
              name="place.url"
              label={t(lang, "place.url")}
              hint={t(lang, "place.url.hint")}
              value={current?.place?.url}
              inputmode="url"
              most={500}
            />
            <div class="fields">
              <TextField
                {...field}
                name="place.lat"
                label={t(lang, "place.lat")}
                value={gps === undefined ? "" : degrees(gps[0])}
                inputmode="decimal"
              />
              <TextField
                {...field}
                name="place.lon"
                label={t(lang, "place.lon")}
                value={gps === undefined ? "" : degrees(gps[1])}
                inputmode="decimal"
              />
            </div>
          </>
        )}
        {!location && <AccessFields {...field} access={current?.access} />}
      </MoreFields>
      <DeputyFields {...field} value={current?.deputy ?? null} />
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
