import { msg } from "@lit/localize";
import {
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from "lit";
import { chunkPlace, loadChunk } from "../../chunk-loading/index.js";
import type { ConversationRow } from "../../database/index.js";
import type { RallySheet } from "../../design/rally-sheet.js";
import { breakpoints } from "../../design/index.js";
import type { RoomPresence } from "../../device/index.js";
import { afterPaint } from "../../observable/index.js";

const KEY = "rally.details";
const loadDetails = (): Promise<unknown> => import("./rally-conversation-details.js");

/** What the details are of. */
interface Shown {
  conversation: ConversationRow;
  here: RoomPresence | undefined;
}

/**
 * The details of a conversation: beside it where there is room for three panes, unless the user has
 * closed them on this device; elsewhere in a sheet.
 */
export class DetailsPane implements ReactiveController {
  private readonly room = matchMedia(breakpoints.threePanes);
  /** The messages are painted first. */
  private isPainted = false;
  private inSheet = false;

  constructor(private readonly host: ReactiveControllerHost & HTMLElement) {
    host.addController(this);
  }

  hostConnected(): void {
    this.room.addEventListener("change", this.resized);
  }

  hostDisconnected(): void {
    this.room.removeEventListener("change", this.resized);
  }

  /** Whether they are beside the conversation. */
  get isBeside(): boolean {
    return this.room.matches && localStorage.getItem(KEY) !== "hidden";
  }

  get hasRoom(): boolean {
    return this.room.matches;
  }

  /** To be called once the messages are on the screen. */
  painted(): void {
    afterPaint(() => {
      this.isPainted = true;
      this.host.requestUpdate();
    });
  }

  /** Shows or hides them; opens the sheet where there is no room for a third pane. */
  readonly toggle = (): void => {
    if (!this.room.matches) {
      void this.openSheet();
      return;
    }
    localStorage.setItem(KEY, this.isBeside ? "hidden" : "shown");
    this.host.requestUpdate();
  };

  /** Closes the sheet; details beside the conversation stay. */
  close(): void {
    this.host.shadowRoot?.querySelector<RallySheet>("rally-sheet[side]")?.close();
  }

  template(shown: Shown): unknown {
    if (!this.isBeside) return this.sheet(shown);
    // Its place is there from the first paint, so that nothing moves when it comes.
    return html`<aside class="details" aria-label=${msg("Details")}>
      ${this.isPainted ? chunkPlace("details", loadDetails, content(shown), "part") : nothing}
    </aside>`;
  }

  private sheet(shown: Shown): unknown {
    return html`<rally-sheet
      side
      .label=${msg("Details")}
      @sheet-closed=${() => {
        this.inSheet = false;
        this.host.requestUpdate();
      }}
      >${this.inSheet ? content(shown) : nothing}</rally-sheet
    >`;
  }

  private async openSheet(): Promise<void> {
    const load = () => Promise.all([loadDetails(), import("../../design/rally-sheet.js")]);
    if (!(await loadChunk(load))) return;
    this.inSheet = true;
    this.host.requestUpdate();
    await this.host.updateComplete;
    await this.host.shadowRoot?.querySelector("rally-sheet")?.show();
  }

  private readonly resized = (): void => {
    this.inSheet = false;
    this.host.requestUpdate();
  };
}

function content({ conversation, here }: Shown): TemplateResult {
  return html`<rally-conversation-details
    .conversation=${conversation}
    .here=${here}
  ></rally-conversation-details>`;
}
