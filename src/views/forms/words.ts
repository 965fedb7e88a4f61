/** What forms and pages say of values alike. */
import type { Sheet } from "../sheet.ts";
import { t } from "../strings/mod.ts";

export const KINDS = ["item", "skill", "space"] as const;
export const ACCESS = ["stepFree", "toilet", "seating", "hearing", "quiet"] as const;

/** A kind in words, where there are any for it. */
export function kindWord(sheet: Sheet, kind: string): string {
  switch (kind) {
    case "item":
    case "skill":
    case "space":
    case "location":
      return t(sheet.lang, `kind.${kind}`);
    default:
      return kind;
  }
}

/** 10⁻⁷ degrees as decimal degrees, exactly. */
export function degrees(value: number): string {
  const digits = String(Math.abs(value)).padStart(8, "0");
  const fraction = digits.slice(-7).replace(/0+$/, "");
  return `${value < 0 ? "-" : ""}${digits.slice(0, -7)}${fraction === "" ? "" : `.${fraction}`}`;
}
