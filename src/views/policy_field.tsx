/** A field of a policy, the owner's or the requester's, as a form shows it. */
import type { PolicyField } from "../core/policies/mod.ts";
import { AreaField, CheckField, SelectField, TextField } from "./fields.tsx";
import { say } from "./policy_words.tsx";
import type { Sheet } from "./sheet.ts";
import { t } from "./strings/mod.ts";
import type { Zone } from "./time.ts";

/** One field of any kind. */
export function PolicyInput(
  { sheet, form, name, field, value, zone, unenforced, problem }: {
    sheet: Sheet;
    form: string;
    name: string;
    field: PolicyField;
    value: string;
    zone: Zone;
    unenforced?: boolean;
    /** What is wrong with what was sent. */
    problem?: string | undefined;
  },
) {
  const props = {
    sheet,
    form,
    name,
    label: <bdi>{say(sheet, field.label)}</bdi>,
    hint: field.help === undefined ? undefined : say(sheet, field.help),
    required: field.required,
    unenforced,
    problem,
  };
  switch (field.kind) {
    case "long text":
      return <AreaField {...props} value={value} most={field.most ?? 1_000} rows={3} />;
    case "keys":
      return <AreaField {...props} value={value} most={4_000} rows={3} />;
    case "choice":
      return (
        <SelectField
          {...props}
          value={value}
          choices={(field.options ?? []).map((option) => ({
            value: option.value,
            label: say(sheet, option.label),
          }))}
        />
      );
    case "checkbox":
      return <CheckField {...props} checked={value !== ""} value="yes" />;
    case "number":
      return (
        <TextField
          {...props}
          type="number"
          inputmode="numeric"
          min={field.min}
          max={field.max}
          value={value}
        />
      );
    case "datetime":
      return (
        <TextField
          {...props}
          type="datetime-local"
          hint={
            <>
              {t(sheet.lang, "zone.in", { zone: zone.name })} {props.hint}
            </>
          }
          value={value}
        />
      );
    default:
      return <TextField {...props} most={field.kind === "text" ? field.most : 400} value={value} />;
  }
}
