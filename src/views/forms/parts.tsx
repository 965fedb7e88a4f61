/** Groups of fields that several forms have. */
import type { Access, Link } from "../../node/mod.ts";
import { AreaField, Button, MoreFields, SelectField, TextField } from "../fields.tsx";
import type { Sheet } from "../sheet.ts";
import { type StringKey, t } from "../strings/mod.ts";
import { ACCESS } from "./words.ts";

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

export function Submit({ sheet, label }: { sheet: Sheet; label: StringKey }) {
  return (
    <p class="buttons">
      <Button>{t(sheet.lang, label)}</Button>
    </p>
  );
}
