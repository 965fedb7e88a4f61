/** Announcing and changing what somebody shares; a location is a resource with a place. */
import type { FestivalDocument, ResourceDocument } from "../../node/mod.ts";
import { AreaField, CheckField, MoreFields, SelectField, SignForm, TextField } from "../fields.tsx";
import type { Sheet } from "../sheet.ts";
import { t } from "../strings/mod.ts";
import { zoneOf } from "../time.ts";
import { AccessFields, Quantity, Submit, Tags } from "./parts.tsx";
import { degrees, KINDS, POLICIES } from "./words.ts";

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
