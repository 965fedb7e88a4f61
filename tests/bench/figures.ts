/** Figures that have a target: each is a ratio to its limit in the same run. */

export interface Figure {
  readonly what: string;
  readonly value: string;
  readonly limit: string;
  readonly ratio: number;
  /** What the ratio must not be below, or not above; where neither is given it only informs. */
  readonly least?: number;
  readonly most?: number;
}

/** A machine is never quite still: so much of a target is noise. */
export const TOLERANCE = 0.05;

export function isMissed({ ratio, least, most }: Figure): boolean {
  return (least !== undefined && ratio < least * (1 - TOLERANCE)) ||
    (most !== undefined && ratio > most * (1 + TOLERANCE));
}

/** The figures as a table in Markdown. */
export function figuresTable(figures: readonly Figure[]): string {
  const lines = figures.map((figure) => {
    const { what, value, limit, ratio, least, most } = figure;
    const target = least !== undefined
      ? `at least ${least}`
      : most !== undefined
      ? `at most ${most}`
      : "";
    const verdict = target === "" ? "" : isMissed(figure) ? "**missed**" : "met";
    return [what, value, limit, ratio.toPrecision(2), target, verdict];
  });
  return [["what", "measured", "limit", "ratio", "target", ""], Array(6).fill("---"), ...lines]
    .map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

export function perSecond(rate: number): string {
  return `${Math.round(rate).toLocaleString("en")}/s`;
}
