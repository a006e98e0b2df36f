/** One measurement. `most`: its limit, when there is one. */
export interface Figure {
  what: string;
  value: number;
  unit?: string;
  most?: number;
}

/** The result of a torture. `broken`: violated guarantees, each a sentence. */
export interface Report {
  figures: Figure[];
  broken: string[];
}

/** Prints a report as a table. @returns whether all limits and guarantees held. */
export function printReport({ figures, broken }: Report): boolean {
  const width = Math.max(...figures.map(({ what }) => what.length));
  for (const figure of figures) {
    const { what, value, unit = "", most } = figure;
    const shown = Number.isInteger(value) ? String(value) : value.toFixed(2);
    const promised = most === undefined ? "" : `≤ ${most}   ${holds(figure) ? "met" : "NOT MET"}`;
    const figures = `${shown} ${unit}`.trim().padStart(12);
    console.log(`   ${what.padEnd(width)}   ${figures}   ${promised}`.trimEnd());
  }
  for (const sentence of broken) console.log(`   NOT MET: ${sentence}`);
  return broken.length === 0 && figures.every(holds);
}

const holds = ({ value, most }: Figure): boolean => most === undefined || value <= most;
