import { localized, msg, str } from "@lit/localize";
import type { Side } from "@rally/shared/games";
import {
  CONNECT_FOUR_COLUMNS,
  CONNECT_FOUR_ROWS,
  connectFour,
  connectFourGrid,
  connectFourWinningCells,
  type ConnectFourState,
} from "@rally/shared/games";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { baseStyles } from "../../design/index.js";
import { boardStyles } from "./connect-four-styles.js";
import { disc } from "./disc.js";

const columns = Array.from({ length: CONNECT_FOUR_COLUMNS }, (_, index) => index);
/** From the top, as they are shown; row 0 is at the bottom. */
const rows = Array.from({ length: CONNECT_FOUR_ROWS }, (_, index) => CONNECT_FOUR_ROWS - 1 - index);

/**
 * The board: a grid of 7 columns and 6 rows, in which arrow keys move, Enter drops a disc into the
 * column, and 1 to 7 do so at once.
 * @fires column-chosen - `detail` is the column, from 0.
 */
@customElement("rally-connect-four-board")
@localized()
export class RallyConnectFourBoard extends LitElement {
  @property({ attribute: false }) match: ConnectFourState | undefined;
  /** Whether the user may drop a disc now. */
  @property({ type: Boolean }) active = false;
  @state() private column = 3;
  @state() private row = 0;
  /** The column below the pointer, or with the focus. */
  @state() private previewed: number | undefined;

  static override styles = [baseStyles, boardStyles];

  override focus(): void {
    void this.updateComplete.then(() => this.cellAt(this.column, this.row)?.focus());
  }

  override render(): TemplateResult {
    const { match } = this;
    if (!match) return html``;
    const grid = connectFourGrid(match);
    const winning = connectFourWinningCells(match);
    const isOver = connectFour.outcome(match) !== undefined;
    return html`<div
      class=${isOver ? "board over" : "board"}
      role="grid"
      aria-label=${msg("Connect Four board")}
      aria-rowcount=${CONNECT_FOUR_ROWS}
      aria-colcount=${CONNECT_FOUR_COLUMNS}
      @keydown=${this.pressed}
      @pointerleave=${() => (this.previewed = undefined)}
      @focusout=${() => (this.previewed = undefined)}
    >
      ${rows.map(
        (row) =>
          html`<div class="row" role="row">
            ${columns.map((column) =>
              this.cell(
                ...([column, row, grid[column]?.[row], match] as const),
                winning.some((one) => one.column === column && one.row === row),
              ),
            )}
          </div>`,
      )}
    </div>`;
  }

  private cell(
    column: number,
    row: number,
    side: Side | undefined,
    match: ConnectFourState,
    isWinning: boolean,
  ): TemplateResult {
    const height = match.heights[column] ?? 0;
    const isLast = match.moves.at(-1) === column && row === height - 1;
    const isNext = this.active && this.previewed === column && row === height;
    const content =
      side !== undefined
        ? disc(side, isLast ? "dropped" : "")
        : isNext
          ? disc(connectFour.turn(match), "ghost")
          : nothing;
    return html`<button
      class=${isWinning ? "cell winning" : "cell"}
      role="gridcell"
      data-cell="${column} ${row}"
      tabindex=${column === this.column && row === this.row ? "0" : "-1"}
      aria-label=${cellLabel(column, row, side, isWinning)}
      aria-disabled=${this.active ? "false" : "true"}
      @click=${() => this.choose(column)}
      @pointerenter=${(event: PointerEvent) => {
        if (event.pointerType === "mouse") this.previewed = column;
      }}
      @focus=${() => this.focusMoved(column, row)}
    >
      <span class="hole">${content}</span>
    </button>`;
  }

  private focusMoved(column: number, row: number): void {
    this.column = column;
    this.row = row;
    this.previewed = column;
  }

  private choose(column: number): void {
    if (!this.active) return;
    this.dispatchEvent(new CustomEvent("column-chosen", { detail: column }));
  }

  private readonly pressed = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const digit = Number(event.key);
    if (event.key !== " " && digit >= 1 && digit <= CONNECT_FOUR_COLUMNS) {
      this.move(digit - 1, this.row);
      this.choose(digit - 1);
    } else {
      const to = this.target(event.key);
      if (!to) return;
      this.move(...to);
    }
    event.preventDefault();
  };

  private target(key: string): [column: number, row: number] | undefined {
    const { column, row } = this;
    const forward = getComputedStyle(this).direction === "rtl" ? -1 : 1;
    switch (key) {
      case "ArrowLeft":
        return [column - forward, row];
      case "ArrowRight":
        return [column + forward, row];
      case "ArrowUp":
        return [column, row + 1];
      case "ArrowDown":
        return [column, row - 1];
      case "Home":
        return [0, row];
      case "End":
        return [CONNECT_FOUR_COLUMNS - 1, row];
      default:
        return undefined;
    }
  }

  private move(column: number, row: number): void {
    const clamp = (value: number, count: number) => Math.min(Math.max(value, 0), count - 1);
    const to = [clamp(column, CONNECT_FOUR_COLUMNS), clamp(row, CONNECT_FOUR_ROWS)] as const;
    this.cellAt(...to)?.focus();
  }

  private cellAt(column: number, row: number): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(`[data-cell="${column} ${row}"]`);
  }
}

function cellLabel(
  column: number,
  row: number,
  side: Side | undefined,
  isWinning: boolean,
): string {
  const place = msg(str`Column ${column + 1}, row ${row + 1}`);
  const content = side === undefined ? msg("empty") : discName(side);
  return isWinning ? `${place}, ${content}, ${msg("in the winning line")}` : `${place}, ${content}`;
}

/** The name of a side's discs. */
export function discName(side: Side): string {
  return side === 0 ? msg("red") : msg("yellow");
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-connect-four-board": RallyConnectFourBoard;
  }
}
