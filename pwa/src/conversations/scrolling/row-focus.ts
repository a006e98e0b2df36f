import type { ReactiveController, ReactiveControllerHost } from "lit";
import { messageElement, messageElements, showRow } from "./scroll-place.js";
import type { MessageView } from "../messages/message-views.js";

/**
 * Keyboard focus among messages: Tab reaches one of them, arrow keys, Home and End move from there,
 * Enter opens its menu.
 */
export class RowFocus implements ReactiveController {
  /** The id of the message that Tab reaches; undefined: the newest. */
  current: string | undefined;
  private due: { id: string } | "newest" | undefined;

  constructor(private readonly host: ReactiveControllerHost & HTMLElement) {
    host.addController(this);
  }

  hostConnected(): void {}

  /** The focusable one of `views`: the current one if it is among them, or else the newest. */
  within(views: readonly MessageView[]): string | undefined {
    const shown = views.filter(({ hidden }) => !hidden);
    const current = shown.find(({ id }) => id === this.current);
    return (current ?? shown.at(-1))?.id;
  }

  /** Focuses a message, by its id or the newest, when it is rendered. */
  moveTo(due: { id: string } | "newest"): void {
    this.due = due;
    this.host.requestUpdate();
  }

  /** Call it after each render. `reachesEnd`: the newest message is in the list. */
  settle(scroller: HTMLElement, reachesEnd: boolean): void {
    const { due } = this;
    if (due === undefined || (due === "newest" && !reachesEnd)) return;
    const row =
      due === "newest" ? messageElements(scroller).at(-1) : messageElement(scroller, due.id);
    if (!row) return;
    this.due = undefined;
    row.focus({ preventScroll: true });
  }

  readonly entered = (event: FocusEvent): void => {
    const row = rowOf(event);
    if (!row || row.dataset["id"] === this.current) return;
    this.current = row.dataset["id"];
    this.host.requestUpdate();
  };

  readonly steer = (event: KeyboardEvent): void => {
    const row = rowOf(event);
    // Keys inside a menu or a link are handled there.
    if (!row || event.composedPath()[0] !== row) return;
    const rows = messageElements(event.currentTarget as HTMLElement);
    const index = rows.indexOf(row);
    const next = {
      ArrowUp: rows[index - 1],
      ArrowDown: rows[index + 1],
      Home: rows[0],
      End: rows.at(-1),
    }[event.key];
    if (next) {
      event.preventDefault();
      next.focus({ preventScroll: true });
      showRow(event.currentTarget as HTMLElement, next, { block: "nearest" });
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      void row.querySelector("rally-message-menu")?.show();
    }
  };
}

function rowOf(event: Event): HTMLElement | undefined {
  return event
    .composedPath()
    .find((node): node is HTMLElement => node instanceof HTMLElement && node.matches(".message"));
}
