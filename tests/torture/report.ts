/** One figure of a torture. `most`: what it may be at most, where that is promised. */
export interface Figure {
  what: string;
  value: number;
  unit?: string;
  most?: number;
}

/** What came of a torture. `broken`: promises that did not hold, each a sentence. */
export interface Report {
  figures: Figure[];
  broken: string[];
}

/** Prints a report as a table. @returns whether all that is promised held. */
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
