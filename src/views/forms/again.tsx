/** Asking again for what was withdrawn. */
import type { AskedBefore, EventDocument } from "../../node/mod.ts";
import { Button, ErrorPlace, Folded, SignForm } from "../fields.tsx";
import { nameOf, type Names } from "../people.tsx";
import type { Sheet } from "../sheet.ts";
import { t, tx } from "../strings/mod.ts";
import { TimeSpan, Title } from "../text.tsx";
import type { Zone } from "../time.ts";

interface AgainProps {
  sheet: Sheet;
  before: readonly AskedBefore[];
  names: Names;
  zone: Zone;
}

/** Each with a box that chooses it, all of them chosen. */
export function AgainFields({ sheet, before, names, zone }: AgainProps) {
  const { lang } = sheet;
  if (before.length === 0) return null;
  return (
    <fieldset class="field choices">
      <legend>{t(lang, "again.legend")}</legend>
      <p class="hint">{t(lang, "again.hint")}</p>
      {before.map((asked, n) => {
        const id = `again-${asked.id.slice(0, 16)}`;
        return (
          <div class="choice">
            <input type="checkbox" id={id} name="again" value={String(n)} checked />
            <label for={id}>
              <Title sheet={sheet} text={asked.resourceTitle} />{" "}
              <span class="hint">
                {tx(lang, "resource.of", { owner: <bdi>{nameOf(names, asked.owner)}</bdi> })} ·{" "}
                <TimeSpan sheet={sheet} start={asked.start} end={asked.end} zone={zone} />
                {asked.quantity > 1 && ` · ${t(lang, "request.many", { n: asked.quantity })}`}
              </span>
            </label>
            {inputsOf(asked).map(([name, value]) => (
              <input type="hidden" name={`again.${n}.${name}`} value={value} />
            ))}
          </div>
        );
      })}
      <ErrorPlace form="again" name="again" />
    </fieldset>
  );
}

function inputsOf(asked: AskedBefore): (readonly [string, string])[] {
  // In UTC, to the millisecond: nobody types it.
  const time = (at: number) => new Date(at).toISOString().slice(0, 23);
  const { festival, resource, start, end, quantity, note, answer, eventFestival } = asked;
  const given: [string, string | null][] = [
    ["festival", festival],
    ["resource", resource],
    ["start", time(start)],
    ["end", time(end)],
    ["quantity", String(quantity)],
    ["note", note],
    ["answer", answer],
    ["eventFestival", eventFestival],
  ];
  return given.filter((one): one is [string, string] => one[1] !== null && one[1] !== "");
}

/** On the page of an event that is not cancelled. */
export function AgainForm(props: AgainProps & { event: EventDocument }) {
  const { sheet, event, before } = props;
  const { lang } = sheet;
  if (before.length === 0 || event.stage === "cancelled") return null;
  return (
    <Folded
      id="again"
      label={t(lang, "again")}
      only={[event.author]}
      kind="quiet"
      open={event.requests.total === 0}
    >
      <SignForm
        sheet={sheet}
        schema="event"
        action="update"
        festival={event.festival}
        id={event.id}
        then={`/events/${event.id}`}
        only={[event.author]}
      >
        <AgainFields {...props} />
        <p class="buttons">
          <Button>{t(lang, "again.sign")}</Button>
        </p>
      </SignForm>
    </Folded>
  );
}
