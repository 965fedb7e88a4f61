/** A field in which somebody types a name, where an id is meant: and the choice where several have it. */
import type { Hex } from "../node/mod.ts";
import type { Sheet } from "./sheet.ts";
import { type StringKey, t, tx } from "./strings/mod.ts";
import { titleText } from "./text.tsx";

/** Something that may be meant by what was typed. */
export interface Meant {
  readonly id: Hex;
  readonly title: string;
  /** What tells it from others of its name. */
  readonly note: string;
  /** Where it is chosen. */
  readonly href: string;
}

/** What was typed, if it does not lead to one alone. */
export interface Typed {
  readonly typed: string;
  readonly meant: readonly Meant[];
  /** Whether there are more than those. */
  readonly more: boolean;
}

export const NOBODY_TYPED: Typed = { typed: "", meant: [], more: false };

/** The one that is chosen, to be kept or not, and a field for another. */
export function NamedField(
  { sheet, form, name, typed, label, only, chosen, written, suggested = [] }: {
    sheet: Sheet;
    form: string;
    /** Of the id. */
    name: string;
    /** Of the field. */
    typed: string;
    label: StringKey;
    /** How the chosen one is said; `{name}`. */
    only: StringKey;
    chosen: { readonly id: Hex; readonly title: string } | null;
    written: Typed;
    /** Names that a browser may offer. */
    suggested?: readonly string[];
  },
) {
  const { lang } = sheet;
  const id = `${form}-${typed}`;
  const wrong = written.typed !== "";
  const names = [...new Set(suggested)];
  return (
    <div class="field">
      {chosen !== null && (
        <div class="choice">
          <input type="checkbox" id={`${form}-${name}`} name={name} value={chosen.id} checked />
          <label for={`${form}-${name}`}>
            {tx(lang, only, { name: <bdi>{titleText(sheet, chosen.title)}</bdi> })}
          </label>
        </div>
      )}
      <label for={id}>{t(lang, label)}</label>
      <input
        id={id}
        name={typed}
        value={written.typed}
        maxlength={200}
        dir="auto"
        autocomplete="off"
        list={names.length > 0 ? `${id}-names` : undefined}
        aria-invalid={wrong ? "true" : undefined}
        aria-describedby={wrong ? `${id}-meant` : undefined}
      />
      {names.length > 0 && (
        <datalist id={`${id}-names`}>
          {names.map((one) => <option value={one} />)}
        </datalist>
      )}
    </div>
  );
}

/** Before the results, which are not yet what was meant. */
export function WhichIsMeant(
  { sheet, form, typed, written, none, several }: {
    sheet: Sheet;
    form: string;
    typed: string;
    written: Typed;
    /** `{name}` is what was typed. */
    none: StringKey;
    several: StringKey;
  },
) {
  if (written.typed === "") return null;
  const { lang } = sheet;
  const name = <bdi>{written.typed}</bdi>;
  return (
    <div class="warning" role="status" id={`${form}-${typed}-meant`}>
      <p>{tx(lang, written.meant.length === 0 ? none : several, { name })}</p>
      {written.meant.length > 0 && (
        <ul>
          {written.meant.map(({ id, title, note, href }) => (
            <li>
              <a href={href}>
                <bdi>{titleText(sheet, title)}</bdi>
              </a>{" "}
              <span class="hint">
                {note.trim() !== "" && <bdi>{shortened(note)}</bdi>} {id.slice(0, 8)}
              </span>
            </li>
          ))}
        </ul>
      )}
      {written.more && <p class="hint">{t(lang, "named.more")}</p>}
    </div>
  );
}

const SHORT = 80;
function shortened(text: string): string {
  const characters = [...text];
  return characters.length <= SHORT ? text : `${characters.slice(0, SHORT).join("")}…`;
}
