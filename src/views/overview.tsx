/** All that somebody shares as a table: how its requests stand, and those that wait, to be answered. */
import type { Child } from "hono/jsx";
import type { Hex, RequestDocument, ResourceDocument, Standing } from "../node/mod.ts";
import { Button, ErrorPlace, SignForm } from "./fields.tsx";
import { type Names, Person } from "./people.tsx";
import { RequestRow } from "./requests.tsx";
import { Square } from "./resources.tsx";
import type { Sheet } from "./sheet.ts";
import { Mark, type Shape } from "./states.tsx";
import { t, tx } from "./strings/mod.ts";
import { Time, Title, titleText } from "./text.tsx";
import type { Zone } from "./time.ts";

/** A resource with what is asked of it. */
export interface Shared {
  readonly resource: Pick<ResourceDocument, "id" | "title" | "kind" | "author" | "festival">;
  readonly standing: Standing;
  /** Of this page, in the order of their line. */
  readonly waiting: readonly RequestDocument[];
}

const SEVERAL = "several";
const COUNTS = [
  ["open", "open"],
  ["line", "line"],
  ["confirmed", "confirmed"],
  ["conflict", "conflict"],
  ["denied", "denied"],
] as const satisfies readonly (readonly [string, Shape])[];

/** A real table, whose rows are cards on a phone. Without script its form gives one file for all. */
export function Overview(
  { sheet, owner, shared, names, zoneOf }: {
    sheet: Sheet;
    owner: Hex;
    shared: readonly Shared[];
    names: Names;
    zoneOf: (festival: Hex) => Zone;
  },
) {
  const { lang } = sheet;
  const several = shared.some(({ waiting }) => waiting.length > 0);
  // For a collective its members propose the answers.
  const whose = sheet.propose?.only?.join(" ") ?? owner;
  return (
    <>
      {/* On a phone rows are blocks: with roles they stay a table to who hears them. */}
      <table class="overview" role="table">
        <caption>
          {t(lang, "desk.overview")} <span class="hint">{t(lang, "desk.overview.hint")}</span>
        </caption>
        <thead role="rowgroup">
          <tr role="row">
            <th scope="col" role="columnheader">{t(lang, "desk.resource")}</th>
            {COUNTS.map(([name]) => (
              <th scope="col" role="columnheader">{t(lang, `desk.${name}.count`)}</th>
            ))}
            <th scope="col" role="columnheader">{t(lang, "desk.next")}</th>
          </tr>
        </thead>
        {shared.map(({ resource, standing, waiting }) => (
          <tbody role="rowgroup">
            <tr role="row">
              <th scope="row" role="rowheader">
                <Square kind={resource.kind} />{" "}
                <a href={`/resources/${resource.id}`}>
                  <Title sheet={sheet} text={resource.title} />
                </a>
                {resource.author !== owner && (
                  <span class="hint">
                    {" "}
                    {tx(lang, "resource.of", {
                      owner: <Person id={resource.author} names={names} />,
                    })}
                  </span>
                )}
              </th>
              {COUNTS.map(([name, shape]) => (
                <Count label={t(lang, `desk.${name}.count`)} none={standing[name] === 0}>
                  {standing[name] > 0 && <Mark shape={shape} />} {standing[name]}
                </Count>
              ))}
              <Count label={t(lang, "desk.next")} none={standing.next === null}>
                {standing.next === null ? t(lang, "desk.next.none") : (
                  <Time
                    sheet={sheet}
                    at={standing.next}
                    style="short"
                    zone={zoneOf(resource.festival)}
                  />
                )}
              </Count>
            </tr>
            {waiting.length > 0 && (
              <tr role="row">
                <td role="cell" colspan={COUNTS.length + 2}>
                  <ul class="rows states" role="list">
                    {waiting.map((request) => (
                      <RequestRow
                        sheet={sheet}
                        request={request}
                        names={names}
                        zone={zoneOf(request.festival)}
                        by="event"
                        answer={sheet.address}
                        choose={several
                          ? <Choose sheet={sheet} request={request} whose={whose} />
                          : undefined}
                      />
                    ))}
                  </ul>
                </td>
              </tr>
            )}
          </tbody>
        ))}
      </table>
      {several && (
        <div class="several" data-only={whose}>
          <SignForm
            sheet={sheet}
            name={SEVERAL}
            schema="authorization"
            action="create"
            festival={null}
            then={sheet.address}
            hidden={{ several: "1" }}
            brief
          >
            <p>
              <b>{t(lang, "desk.several")}</b>{" "}
              <span class="hint">{t(lang, "desk.several.hint")}</span>
              {sheet.propose !== undefined && (
                <span class="hint">{t(lang, "desk.several.proposed")}</span>
              )}
            </p>
            <ErrorPlace form={SEVERAL} name="chosen" />
            <span class="buttons">
              <Button name="verdict" value="confirmed">{t(lang, "desk.several.confirm")}</Button>
              {" "}
              <Button name="verdict" value="denied" kind="quiet">
                {t(lang, "desk.several.deny")}
              </Button>
            </span>
          </SignForm>
        </div>
      )}
    </>
  );
}

/** The label stands in the cell, too: on a phone the heads of the columns are not seen. */
function Count({ label, none, children }: { label: string; none: boolean; children?: Child }) {
  return (
    <td role="cell" class={none ? "none" : undefined}>
      <span class="cell-label" aria-hidden="true">{label}:</span> {children}
    </td>
  );
}

function Choose(
  { sheet, request, whose }: { sheet: Sheet; request: RequestDocument; whose: string },
) {
  const id = `choose-${request.id.slice(0, 24)}`;
  return (
    <span class="choice choose" data-only={whose}>
      {/* What is chosen stays so when what is around it is exchanged. */}
      <input
        type="checkbox"
        id={id}
        name="chosen"
        value={`${request.festival}.${request.id}`}
        form={SEVERAL}
        hx-preserve="true"
      />
      <label for={id}>
        {t(sheet.lang, "desk.choose.request")}{" "}
        <span class="hidden">{titleText(sheet, request.eventTitle)}</span>
      </label>
    </span>
  );
}
