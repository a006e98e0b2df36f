import type { ReactiveController, ReactiveControllerHost } from "lit";
import { messageElement, messageElements, showRow } from "./scroll-place.js";
import type { MessageView } from "./view.js";

/**
 * The keyboard among messages: Tab reaches one of them, arrow keys, Home and End go on from there,
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

  /** The one that Tab reaches among `views`: the current one if it is still there, else the newest. */
  within(views: readonly MessageView[]): string | undefined {
    const shown = views.filter(({ hidden }) => !hidden);
    const current = shown.find(({ id }) => id === this.current);
    return (current ?? shown.at(-1))?.id;
  }

  /** Focuses a message, its id or the newest, as soon as it is rendered. */
  moveTo(due: { id: string } | "newest"): void {
    this.due = due;
    this.host.requestUpdate();
  }

  /** To be called with each rendered list. `reachesEnd`: the newest message is in it. */
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
    // Keys that a menu or a link has for itself are not the list's.
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

  /** A long press opens the menu; a mouse keeps the browser's own. */
  readonly openMenu = (event: MouseEvent): void => {
    if ((event as PointerEvent).pointerType !== "touch") return;
    const menu = rowOf(event)?.querySelector("rally-message-menu");
    if (!menu) return;
    event.preventDefault();
    void menu.show();
  };
}

function rowOf(event: Event): HTMLElement | undefined {
  return event
    .composedPath()
    .find((node): node is HTMLElement => node instanceof HTMLElement && node.matches(".message"));
}
