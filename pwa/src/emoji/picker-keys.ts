/** A place in the grid. */
interface Place {
  row: number;
  column: number;
}

/**
 * The cell that a key moves to in a grid whose rows may be of different length; undefined if the key
 * is not one of a grid. Up from the first row is `above`.
 */
export function moveInGrid<T>(
  rows: readonly (readonly T[])[],
  from: T,
  { key, ctrlKey, metaKey }: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey">,
  isRightToLeft: boolean,
): T | "above" | undefined {
  const row = rows.findIndex((cells) => cells.includes(from));
  const column = rows[row]?.indexOf(from) ?? 0;
  const at = ({ row, column }: Place): T | undefined => {
    const cells = rows[row];
    return cells?.[Math.min(column, cells.length - 1)];
  };
  const isWhole = ctrlKey || metaKey;
  const last = rows.length - 1;
  const step = (by: 1 | -1): T | undefined => {
    const next = rows[row]?.[column + by];
    if (next !== undefined) return next;
    return by === 1 ? at({ row: row + 1, column: 0 }) : at({ row: row - 1, column: Infinity });
  };
  switch (key) {
    case "ArrowRight":
      return step(isRightToLeft ? -1 : 1) ?? from;
    case "ArrowLeft":
      return step(isRightToLeft ? 1 : -1) ?? from;
    case "ArrowDown":
      return at({ row: row + 1, column }) ?? from;
    case "ArrowUp":
      return row <= 0 ? "above" : at({ row: row - 1, column });
    case "Home":
      return at({ row: isWhole ? 0 : row, column: 0 });
    case "End":
      return at({ row: isWhole ? last : row, column: Infinity });
    case "PageDown":
      return at({ row: Math.min(row + PAGE, last), column });
    case "PageUp":
      return at({ row: Math.max(row - PAGE, 0), column });
    default:
      return undefined;
  }
}

/** Rows that a page key moves by. */
const PAGE = 5;
