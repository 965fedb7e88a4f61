/** Which of all that somebody shares a desk shows: plain GET, so that it has an address. */
import type { FestivalDocument, Hex, ShareCount, StandingState } from "../node/mod.ts";
import { Choose, Words } from "./filter_fields.tsx";
import { kindWord } from "./forms/mod.ts";
import type { Sheet } from "./sheet.ts";
import { t } from "./strings/mod.ts";
import { titleText } from "./text.tsx";

export const STANDING_STATES = ["waiting", "confirmed", "conflict", "denied", "idle"] as const;

/** Empty strings where nothing was chosen. */
export interface DeskChoice {
  readonly q: string;
  /** The festival that it is in. */
  readonly in: Hex | "";
  readonly kind: string;
  readonly state: StandingState | "";
}

export function isDeskChosen(choice: DeskChoice): boolean {
  return Object.values(choice).some((value) => value !== "");
}

/** Where there are few, all of them are seen anyway. */
const FEW = 12;

export function OverviewFilters(
  { sheet, owner, named, choice, counts, festivals }: {
    sheet: Sheet;
    owner: Hex;
    /** Unlisted festivals that are looked through, too. */
    named: readonly Hex[];
    choice: DeskChoice;
    counts: readonly ShareCount[];
    festivals: ReadonlyMap<Hex, FestivalDocument>;
  },
) {
  const { lang } = sheet;
  const all = counts.reduce((sum, { count }) => sum + count, 0);
  if (all <= FEW && !isDeskChosen(choice)) return null;
  const kinds = [...new Set([...counts.map(({ kind }) => kind), choice.kind])]
    .filter((kind) => kind !== "");
  const inside = [...new Set([...counts.map(({ festival }) => festival), choice.in])]
    .filter((id) => id !== "");
  return (
    <details class="more" open={isDeskChosen(choice)}>
      <summary>{t(lang, "desk.only")}</summary>
      <form class="search" method="get" action="/desk" role="search">
        <input type="hidden" name="key" value={owner} />
        {named.map((id) => <input type="hidden" name="festival" value={id} />)}
        <Words sheet={sheet} form="desk" label="desk.search" value={choice.q} />
        <div class="fields">
          <Choose
            sheet={sheet}
            form="desk"
            name="state"
            label="desk.state"
            value={choice.state}
            options={[
              ["", t(lang, "desk.state.any")],
              ...STANDING_STATES.map((state) => [state, t(lang, `desk.state.${state}`)] as const),
            ]}
          />
          {kinds.length > 1 && (
            <Choose
              sheet={sheet}
              form="desk"
              name="kind"
              label="resource.kind"
              value={choice.kind}
              options={[
                ["", t(lang, "filter.kind.any")],
                ...kinds.map((kind) => [kind, kindWord(sheet, kind)] as const),
              ]}
            />
          )}
          {inside.length > 1 && (
            <Choose
              sheet={sheet}
              form="desk"
              name="in"
              label="desk.in"
              value={choice.in}
              options={[
                ["", t(lang, "desk.in.any")],
                ...inside.map((id) =>
                  [id, titleText(sheet, festivals.get(id)?.title ?? id.slice(0, 8))] as const
                ),
              ]}
            />
          )}
        </div>
        <p>
          <button class="button quiet" type="submit">{t(lang, "filter.go")}</button>
        </p>
      </form>
    </details>
  );
}
