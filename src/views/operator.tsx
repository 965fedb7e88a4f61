/** What only the operator of a node may do. */
import { TextField } from "./fields.tsx";
import type { Sheet } from "./sheet.ts";
import { t } from "./strings/mod.ts";

/** The operator's token, asked for where the page cannot tell who reads it. */
export function OperatorToken(
  { sheet, form, explained = false, denied = false }: {
    sheet: Sheet;
    form: string;
    /** Whether nothing else on the page says where it is found. */
    explained?: boolean;
    /** What was sent is not the token. */
    denied?: boolean;
  },
) {
  const { lang } = sheet;
  if (sheet.operator) return null;
  return (
    <TextField
      sheet={sheet}
      form={form}
      name="token"
      type="password"
      label={t(lang, "operator.token")}
      hint={explained ? t(lang, "operator.token.why") : undefined}
      most={200}
      required
      problem={denied ? t(lang, "operator.token.wrong") : undefined}
    />
  );
}
