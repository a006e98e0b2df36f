import { consume } from "@lit/context";
import { localized, msg, str } from "@lit/localize";
import { RallyError } from "@rally/shared/errors";
import type { Person } from "@rally/shared/people";
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { reportUnlessClosed } from "../../database/index.js";
import { baseStyles } from "../../design/index.js";
import { deviceContext, type Device, type RoomPresence } from "../../device/index.js";
import { NetworkError } from "../../http/index.js";
import "../../people/rally-avatar.js";
import { fetchUnknownPeople, peopleOf } from "../../people/index.js";
import "../../people/rally-presence-dot.js";

/** Pixels between the button and the list. */
const GAP = 6;

/** The number of users viewing a conversation; a click lists them. */
@customElement("rally-viewers")
@localized()
export class RallyViewers extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @property({ attribute: false }) here: RoomPresence = { viewers: new Map(), count: 0 };

  @state() private people: ReadonlyMap<string, Person> = new Map();
  @state() private open = false;
  @query("[popover]") private list!: HTMLElement | null;

  static override styles = [
    baseStyles,
    css`
      :host {
        display: inline;
      }
      button {
        padding: var(--space-3xs) var(--space-2xs);
        margin-inline: calc(-1 * var(--space-2xs));
        border: 0;
        border-radius: var(--radius-sm);
        background: transparent;
        color: var(--color-link);
        font: inherit;
        cursor: pointer;
      }
      @media (hover: hover) {
        button:hover {
          background: var(--color-hover);
        }
      }
      [popover] {
        position: fixed;
        inset: auto;
        width: min(var(--width-sm), calc(100vw - 2 * var(--space-md)));
        max-height: min(var(--width-md), 60vh);
        margin: 0;
        padding: var(--space-sm);
        overflow-y: auto;
        border: 1px solid var(--color-line);
        border-radius: var(--radius-lg);
        background: var(--color-raised);
        color: var(--color-ink);
        box-shadow: var(--shadow-lg);
      }
      h2 {
        padding: 0 var(--space-2xs) var(--space-xs);
        color: var(--color-ink-soft);
        font-size: var(--text-sm);
      }
      li {
        display: flex;
        align-items: center;
        gap: var(--space-sm);
        padding: var(--space-2xs);
        --avatar-size: var(--size-avatar-sm);
        --presence-edge: var(--color-raised);
      }
      .name {
        min-width: 0;
        overflow: hidden;
        font-size: var(--text-base);
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .state {
        margin-inline-start: auto;
        color: var(--color-ink-faint);
        font-size: var(--text-xs);
      }
      .more {
        padding: var(--space-2xs);
        color: var(--color-ink-soft);
        font-size: var(--text-sm);
      }
    `,
  ];

  override willUpdate(changed: PropertyValues<this>): void {
    if (this.open && changed.has("here")) this.name().catch(reportUnlessClosed);
  }

  override render(): TemplateResult {
    const { count } = this.here;
    return html`<button
        popovertarget="viewers"
        aria-expanded=${this.open ? "true" : "false"}
        aria-haspopup="true"
      >
        ${msg(str`${count} here now`)}</button
      ><span id="viewers" popover role="region" aria-labelledby="who" @toggle=${this.toggled}>
        ${this.open ? this.who() : nothing}
      </span>`;
  }

  private who(): TemplateResult {
    const viewers = [...this.here.viewers];
    const unnamed = this.here.count - viewers.length - 1;
    return html`<h2 id="who">${msg("In this chat right now")}</h2>
      <ul role="list">
        ${this.row(this.device?.userId ?? "", msg("You"), "")}
        ${viewers.map(([id, { typing, away }]) =>
          this.row(
            id,
            this.people.get(id)?.displayName ?? msg("Someone"),
            typing ? msg("Typing…") : away ? msg("Away") : "",
          ),
        )}
      </ul>
      ${unnamed > 0 ? html`<p class="more">${msg(str`and ${unnamed} more`)}</p>` : nothing}`;
  }

  private row(id: string, name: string, state: string): TemplateResult {
    const shown = this.people.get(id)?.displayName ?? name;
    return html`<li>
      <rally-avatar
        person-id=${id}
        .name=${shown}
        .avatar=${this.people.get(id)?.avatar}
      ></rally-avatar>
      <span class="name">${name}</span>
      <span class="state">${state}</span>
    </li>`;
  }

  private readonly toggled = (event: ToggleEvent): void => {
    this.open = event.newState === "open";
    if (!this.open) return;
    const anchor = this.getBoundingClientRect();
    if (this.list) {
      this.list.style.top = `${anchor.bottom + GAP}px`;
      const most = innerWidth - this.list.offsetWidth - GAP;
      this.list.style.left = `${Math.max(GAP, Math.min(anchor.left, most))}px`;
    }
    this.name().catch(reportUnlessClosed);
  };

  private async name(): Promise<void> {
    if (!this.device) return;
    const { database, session, userId } = this.device;
    const ids = [userId, ...this.here.viewers.keys()];
    try {
      await fetchUnknownPeople(database, session.call, ids);
    } catch (error) {
      if (!(error instanceof NetworkError || error instanceof RallyError)) throw error;
      // Shown without names until the server can be asked.
    }
    this.people = await peopleOf(database, ids);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-viewers": RallyViewers;
  }
}
