import { consume } from "@lit/context";
import { localized, msg } from "@lit/localize";
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { baseStyles, buttonStyles, pageStyles, phone, twoPanes } from "../design/index.js";
import { deviceContext, LiveQueryController, type Device } from "../device/index.js";
import { countRequests, requestCountLabel } from "./index.js";
import {
  pathTo,
  peopleSections,
  sidePage,
  hasTwoPanes,
  type PeopleTab,
  type Section,
} from "../navigation/index.js";
import { ObservableController } from "../observable/index.js";
import "./rally-relationships.js";
import "./rally-directory.js";

/** The people page: friends, requests, the directory, and blocked or ignored users. */
@customElement("rally-people-page")
@localized()
export class RallyPeoplePage extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @property({ attribute: false }) tab: PeopleTab = "friends";
  private readonly received = new LiveQueryController(this, () => {
    const database = this.device?.database;
    return database && (() => countRequests(database));
  });
  private readonly panes = new ObservableController(this, () => hasTwoPanes);

  static override styles = [
    baseStyles,
    buttonStyles,
    pageStyles,
    css`
      nav {
        display: flex;
        gap: var(--space-2xs);
        margin-block-end: var(--space-lg);
        padding-block-end: var(--space-xs);
        flex-wrap: wrap;
      }
      nav a {
        display: inline-flex;
        flex: none;
        align-items: center;
        gap: var(--space-xs);
        min-height: var(--size-target);
        padding: 0 var(--space-sm);
        border-radius: var(--radius-full);
        color: var(--color-ink-soft);
        font-weight: var(--weight-bold);
        text-decoration: none;
      }
      nav a:hover {
        background: var(--color-hover);
        color: var(--color-ink);
      }
      nav a[aria-current] {
        background: var(--color-selected);
        color: var(--color-ink);
      }
      @media (forced-colors: active) {
        nav a[aria-current] {
          border: var(--stroke-focus) solid Highlight;
        }
      }
      .count {
        min-width: var(--size-badge);
        padding: 0 var(--space-2xs);
        border-radius: var(--radius-full);
        background: var(--color-highlight);
        color: var(--color-on-highlight);
        font-size: var(--text-xs);
        font-weight: var(--weight-bold);
        line-height: var(--size-badge);
        text-align: center;
      }
      /* The left pane shows them there. */
      @media ${twoPanes} {
        nav {
          display: none;
        }
      }
      @media ${phone} {
        nav {
          gap: 0;
        }
        nav a {
          gap: var(--space-2xs);
          padding: 0 var(--space-xs);
          font-size: var(--text-sm);
        }
      }
    `,
  ];

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("device")) this.received.restart();
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("h1")?.focus();
  }

  override render(): TemplateResult {
    const tabs = Object.keys(peopleSections) as PeopleTab[];
    return sidePage(
      this,
      this.panes.value ? peopleSections[this.tab].title() : msg("People"),
      html`<nav aria-label=${msg("People")}>${tabs.map((tab) => this.link(tab))}</nav>
        ${
          this.tab === "directory"
            ? html`<rally-directory></rally-directory>`
            : html`<rally-relationships .tab=${this.tab}></rally-relationships>`
        }`,
    );
  }

  private link(tab: PeopleTab): TemplateResult {
    const section: Section = peopleSections[tab];
    const count = tab === "requests" ? (this.received.value ?? 0) : 0;
    return html`<a
      href=${pathTo("people", { tab })}
      aria-current=${this.tab === tab ? "page" : nothing}
    >
      ${(section.short ?? section.title)()}
      ${
        count > 0
          ? html`<span class="count" aria-hidden="true">${count}</span>
              <span class="visually-hidden">${requestCountLabel(count)}</span>`
          : nothing
      }
    </a>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-people-page": RallyPeoplePage;
  }
}
