/** The others of a series: what is changed, cancelled or deleted in one gesture. */
import type { EventDocument } from "../../node/mod.ts";
import { CheckField, ErrorPlace } from "../fields.tsx";
import type { Sheet } from "../sheet.ts";
import { Tally } from "../states.tsx";
import { t } from "../strings/mod.ts";
import { TimeSpan } from "../text.tsx";
import type { Zone } from "../time.ts";

/** Events of the same author and title as one, in the order of their times. */
export type Others = readonly EventDocument[];

/** Those from this one on are chosen, as soon as the others are meant at all. */
export function OthersFields(
  { sheet, form, event, others, zone, gesture }: {
    sheet: Sheet;
    form: string;
    event: EventDocument;
    others: Others;
    zone: Zone;
    gesture: "change" | "cancel" | "plan" | "delete";
  },
) {
  const { lang } = sheet;
  if (others.length === 0) return null;
  const field = { sheet, form };
  return (
    <fieldset class="group others">
      <legend>{t(lang, "others")}</legend>
      <CheckField
        {...field}
        name="others"
        label={t(lang, `others.${gesture}`, { n: others.length })}
        hint={t(lang, gesture === "change" ? "others.change.hint" : "others.hint")}
        checked={false}
      />
      <div class="others-list">
        {others.map((other) => {
          const id = `${form}-other-${other.id.slice(0, 16)}`;
          return (
            <div class="choice">
              <input
                type="checkbox"
                id={id}
                name="other"
                value={other.id}
                checked={other.start >= event.start}
              />
              <label for={id}>
                <TimeSpan sheet={sheet} start={other.start} end={other.end} zone={zone} />{" "}
                {other.stage !== "planned" && (
                  <strong class="badge">{t(lang, `stage.${other.stage}`)}</strong>
                )} {other.stage !== "cancelled" && other.requests.total > 0 && (
                  <span class="hint">
                    <Tally sheet={sheet} requests={other.requests} />
                  </span>
                )}
              </label>
            </div>
          );
        })}
        <ErrorPlace {...field} name="other" />
        {gesture === "change" && (
          <CheckField
            {...field}
            name="repeat.skip"
            label={t(lang, "repeat.skip")}
            hint={t(lang, "others.skip.hint")}
            checked={false}
          />
        )}
      </div>
    </fieldset>
  );
}
