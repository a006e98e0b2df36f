import "@awesome.me/webawesome/dist/components/dialog/dialog.js";
import { localized, msg, str } from "@lit/localize";
import type { Person } from "@rally/shared/people";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { RallyError } from "@rally/shared/errors";
import { contentPreview } from "../../content/index.js";
import { reportUnlessClosed, watch } from "../../database/index.js";
import {
  baseStyles,
  buttonStyles,
  DialogController,
  dialogHead,
  dialogStyles,
} from "../../design/index.js";
import type { Device } from "../../device/index.js";
import { NetworkError } from "../../http/index.js";
import { fetchUnknownPeople, peopleOf } from "../../people/index.js";
import "../../people/rally-avatar.js";
import { readersOf } from "./conversation-window.js";
import { quotedMessageStyles } from "./quoted-message-styles.js";
import type { MessageDialog, ShownMessage } from "./message-dialog.js";

/**
 * A dialog with the users who have read a message. It asks only this device, to which each read marker
 * comes in conversations of up to 100 members.
 */
@customElement("rally-message-readers")
@localized()
export class RallyMessageReaders extends LitElement implements MessageDialog {
  @state() private readers: readonly Person[] | undefined;
  @state() private shown: ShownMessage | undefined;
  private readonly modal = new DialogController(this);
  private stopWatching: (() => void) | undefined;

  static override styles = [
    baseStyles,
    buttonStyles,
    dialogStyles,
    quotedMessageStyles,
    css`
      ul {
        max-height: min(var(--width-md), 50vh);
        overflow-y: auto;
        margin: 0;
        padding: 0;
        list-style: none;
        scrollbar-width: thin;
      }
      li {
        display: flex;
        align-items: center;
        gap: var(--space-sm);
        min-height: var(--size-target);
        padding-block: var(--space-2xs);
        --avatar-size: var(--size-avatar-sm);
      }
      bdi {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      p {
        color: var(--color-ink-soft);
      }
    `,
  ];

  show(shown: ShownMessage, opener?: HTMLElement): void {
    this.shown = shown;
    this.readers = undefined;
    this.modal.show(opener);
    this.watchReaders(shown);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stopWatching?.();
  }

  override render(): TemplateResult {
    const { readers } = this;
    const count = readers?.length ?? 0;
    const heading = count > 0 ? msg(str`Read by ${count}`) : msg("Read by");
    return html`<wa-dialog
      without-header
      light-dismiss
      label=${msg("Read by")}
      ?open=${this.modal.open}
      @wa-after-hide=${this.leave}
    >
      ${dialogHead(heading, this.modal)}
      <blockquote dir="auto">${contentPreview(this.shown?.view.content)}</blockquote>
      ${
        readers?.length === 0
          ? html`<p role="status">${msg("No one has read this message yet.")}</p>`
          : nothing
      }
      <ul role="list" aria-label=${msg("Read by")}>
        ${readers?.map(
          ({ id, displayName, avatar }) =>
            html`<li>
              <rally-avatar person-id=${id} .name=${displayName} .avatar=${avatar}></rally-avatar>
              <bdi>${displayName}</bdi>
            </li>`,
        )}
      </ul>
    </wa-dialog>`;
  }

  private readonly leave = (): void => {
    this.stopWatching?.();
    this.modal.hidden();
  };

  /** The list grows while it is open. */
  private watchReaders(shown: ShownMessage): void {
    const { device, conversationId, view } = shown;
    this.stopWatching?.();
    this.stopWatching = watch(
      () => readersOf(device.database, conversationId, view.seq ?? Infinity),
      (ids) => {
        const others = ids.filter((id) => id !== view.author);
        this.load(shown, others).catch(reportUnlessClosed);
      },
    );
  }

  private async load(shown: ShownMessage, ids: readonly string[]): Promise<void> {
    const { device } = shown;
    await fetchNames(device, ids);
    const people = await peopleOf(device.database, ids);
    // The answer for a shorter list can come after the one for a longer list.
    if (this.shown !== shown || people.size < (this.readers?.length ?? 0)) return;
    this.readers = [...people.values()].sort((a, b) => a.displayName.localeCompare(b.displayName));
  }
}

/** Without a connection, readers whose names are not on the device are left out. */
async function fetchNames({ database, session }: Device, ids: readonly string[]): Promise<void> {
  try {
    await fetchUnknownPeople(database, session.call, ids);
  } catch (error) {
    if (!(error instanceof NetworkError || error instanceof RallyError)) throw error;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-message-readers": RallyMessageReaders;
  }
}
