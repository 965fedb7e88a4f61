/** What a new event asks for at once, and on which other days it happens. */
import type { FestivalDocument } from "../../node/mod.ts";
import { CheckField, MoreFields, SelectField, TextField } from "../fields.tsx";
import type { Sheet } from "../sheet.ts";
import { t } from "../strings/mod.ts";
import { formatDay } from "../time.ts";
import { offerChoices, type Offers } from "./parts.tsx";

const ROWS = 3;

export function AskFields(
  { sheet, form, festival, offers, chosen, open }: {
    sheet: Sheet;
    form: string;
    /** The event's. */
    festival: FestivalDocument;
    offers: Offers;
    /** In the first row. */
    chosen?: string | undefined;
    open?: boolean;
  },
) {
  const { lang } = sheet;
  const field = { sheet, form };
  const choices = [{ value: "", label: t(lang, "ask.nothing") }, ...offerChoices(sheet, offers)];
  return (
    <MoreFields label={t(lang, "ask.now")} open={open === true}>
      <fieldset class="group">
        <legend class="unseen">{t(lang, "ask.now")}</legend>
        <p class="hint">{t(lang, "ask.hint")}</p>
        {festival.visibility === "public" && (
          <input type="hidden" name="ask.eventFestival" value={festival.id} />
        )}
        {Array.from({ length: ROWS }, (_, i) => (
          <div class="fields">
            <SelectField
              {...field}
              name={`ask.${i}.resource`}
              label={t(lang, "ask.resource", { n: i + 1 })}
              choices={choices}
              value={i === 0 ? chosen ?? "" : ""}
            />
            <TextField
              {...field}
              name={`ask.${i}.quantity`}
              type="number"
              min={1}
              inputmode="numeric"
              label={t(lang, "ask.quantity", { n: i + 1 })}
              value="1"
            />
          </div>
        ))}
        <CheckField
          {...field}
          name="ask.requires"
          label={t(lang, "ask.requires")}
          hint={t(lang, "ask.requires.hint")}
          checked
        />
      </fieldset>
    </MoreFields>
  );
}

/** A Monday, to name the days of the week by. */
const MONDAY = Date.UTC(2026, 0, 5);
const DAY_MS = 86_400_000;

export function RepeatFields({ sheet, form }: { sheet: Sheet; form: string }) {
  const { lang } = sheet;
  const field = { sheet, form };
  return (
    <MoreFields label={t(lang, "repeat")}>
      <fieldset class="group" data-repeat="">
        <legend class="unseen">{t(lang, "repeat")}</legend>
        <p class="hint">{t(lang, "repeat.hint")}</p>
        <div class="fields">
          <SelectField
            {...field}
            name="repeat"
            label={t(lang, "repeat.kind")}
            value=""
            choices={[
              { value: "", label: t(lang, "repeat.once") },
              ...(["daily", "weekdays", "weekly", "dates"] as const).map((value) => ({
                value,
                label: t(lang, `repeat.${value}`),
              })),
            ]}
          />
          <TextField {...field} name="repeat.until" type="date" label={t(lang, "repeat.until")} />
        </div>
        <fieldset class="field choices weekdays">
          <legend>{t(lang, "repeat.weekday")}</legend>
          {Array.from({ length: 7 }, (_, i) => {
            const date = new Date(MONDAY + i * DAY_MS).toISOString().slice(0, 10);
            return (
              <div class="choice">
                <input
                  type="checkbox"
                  id={`${form}-repeat-weekday-${i + 1}`}
                  name="repeat.weekday"
                  value={String(i + 1)}
                />
                <label for={`${form}-repeat-weekday-${i + 1}`}>
                  {formatDay(date, lang, "weekday")}
                </label>
              </div>
            );
          })}
          <p class="field-error" data-error-for="repeat.weekday" role="alert" hidden></p>
        </fieldset>
        <TextField
          {...field}
          name="repeat.dates"
          label={t(lang, "repeat.list")}
          hint={t(lang, "repeat.list.hint")}
        />
        <CheckField
          {...field}
          name="repeat.skip"
          label={t(lang, "repeat.skip")}
          hint={t(lang, "repeat.skip.hint")}
          checked={false}
        />
      </fieldset>
    </MoreFields>
  );
}

/** Where the island says what speaks against it, and forbids nothing. */
export function Advice({ sheet }: { sheet: Sheet }) {
  return (
    <ul class="advice" data-advice="" role="status" aria-label={t(sheet.lang, "warnings")} hidden>
    </ul>
  );
}
