/** Who answers for a resource while its owner is away. */
import type { Hex } from "../../node/mod.ts";
import { MoreFields, RadioField, TextField } from "../fields.tsx";
import type { Sheet } from "../sheet.ts";
import { t } from "../strings/mod.ts";
import { formWords } from "../wording.ts";

const CHOICES = ["nobody", "node", "user"] as const;

export function DeputyFields(
  { sheet, form, value }: { sheet: Sheet; form: string; value: Hex | null },
) {
  const { lang, agent } = sheet;
  const chosen = value === null ? "nobody" : value === agent ? "node" : "user";
  const hints = {
    nobody: undefined,
    node: formWords(sheet, "away.node.hint"),
    user: formWords(sheet, "away.user.hint"),
  };
  return (
    <>
      {agent !== undefined && <input type="hidden" name="deputy.node" value={agent} />}
      <RadioField
        sheet={sheet}
        form={form}
        name="deputy.choice"
        label={formWords(sheet, "away")}
        hint={formWords(sheet, value === null ? "away.hint" : "away.warning")}
        value={chosen}
        choices={CHOICES.filter((choice) => choice !== "node" || agent !== undefined).map(
          (choice) => ({
            value: choice,
            label: formWords(sheet, `away.${choice}`),
            hint: hints[choice],
          }),
        )}
      />
      <MoreFields label={formWords(sheet, "away.user")} open={chosen === "user"}>
        <TextField
          sheet={sheet}
          form={form}
          name="deputy"
          label={t(lang, "away.key")}
          value={chosen === "user" ? value : ""}
          most={64}
        />
      </MoreFields>
    </>
  );
}
