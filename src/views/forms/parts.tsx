/** Groups of fields that several forms have. */
import type { Access, FestivalDocument, Link, ResourceDocument } from "../../node/mod.ts";
import { AreaField, Button, type Choice, MoreFields, SelectField, TextField } from "../fields.tsx";
import type { Sheet } from "../sheet.ts";
import { type StringKey, t } from "../strings/mod.ts";
import { titleText } from "../text.tsx";
import { localValue, type Zone } from "../time.ts";
import { formWords } from "../wording.ts";
import { ACCESS, kindWord } from "./words.ts";

interface PartProps {
  sheet: Sheet;
  form: string;
}

/** What something is called, and what there is to say of it. */
export function TitleField(
  { sheet, form, label, value }: PartProps & { label: StringKey; value: string | undefined },
) {
  return (
    <TextField
      sheet={sheet}
      form={form}
      name="title"
      label={formWords(sheet, label)}
      value={value}
      most={200}
      required
    />
  );
}

export function DescriptionField(
  { sheet, form, value }: PartProps & { value: string | undefined },
) {
  return (
    <AreaField
      sheet={sheet}
      form={form}
      name="description"
      label={t(sheet.lang, "description")}
      value={value}
      most={10_000}
    />
  );
}

/** Read in the zone of the form. */
export function TimeFields(
  { sheet, form, zone, start, end }: PartProps & {
    zone: Zone;
    start: number | null;
    end: number | null;
  },
) {
  const { lang } = sheet;
  return (
    <div class="fields">
      {([["start", start], ["end", end]] as const).map(([name, value]) => (
        <TextField
          sheet={sheet}
          form={form}
          name={name}
          type="datetime-local"
          label={t(lang, name)}
          hint={t(lang, "zone.in", { zone: zone.name })}
          value={localValue(value, zone)}
          required
        />
      ))}
    </div>
  );
}

/** What can be asked for, by festival: its own, then its ancestors. */
export type Offers = readonly {
  readonly festival: FestivalDocument;
  readonly resources: readonly ResourceDocument[];
}[];

/** Options of a list to choose from; a festival's own stand first. */
export function offerChoices(sheet: Sheet, offers: Offers): Choice[] {
  return offers.flatMap(({ festival, resources }, i) =>
    resources.map((resource) => {
      const title = `${titleText(sheet, resource.title)} (${kindWord(sheet, resource.kind)})`;
      return {
        value: resource.id,
        label: i === 0 ? title : t(sheet.lang, "requires.there", {
          title,
          festival: titleText(sheet, festival.title),
        }),
      };
    })
  );
}

/** Where people put what everybody can read. */
export function ContactField({ sheet, form, value }: PartProps & { value?: string | null }) {
  return (
    <TextField
      sheet={sheet}
      form={form}
      name="contact"
      label={t(sheet.lang, "contact")}
      hint={t(sheet.lang, "contact.hint")}
      value={value}
      most={200}
    />
  );
}

export function Quantity({ sheet, form, value }: { sheet: Sheet; form: string; value: number }) {
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

export function Tags(
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

export function Links(
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

export function AccessFields(
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

/** Buttons of forms that say anew what was said before. */
const CHANGES: readonly StringKey[] = ["save", "user.save"];

/** The button that signs; where the form proposes, a word to who will read it stands before. */
export function Submit({ sheet, label }: { sheet: Sheet; label: StringKey }) {
  const { lang, propose } = sheet;
  return (
    <>
      {propose !== undefined && propose.schema !== "request" && (
        <AreaField
          sheet={sheet}
          form="propose"
          name="note"
          label={t(lang, "proposal.note")}
          hint={t(lang, "proposal.note.hint")}
          most={1_000}
          rows={2}
        />
      )}
      {propose === undefined && CHANGES.includes(label) && (
        <p class="hint">{t(lang, "changed.seen")}</p>
      )}
      <p class="buttons">
        <Button>{t(lang, propose === undefined ? label : "proposal.sign")}</Button>
      </p>
    </>
  );
}
