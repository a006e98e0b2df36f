import { consume } from "@lit/context";
import { localized, msg, str } from "@lit/localize";
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { baseStyles, buttonStyles, pageStyles, sidePage } from "../design/index.js";
import type { Device } from "../device/index.js";
import { readCircle } from "../friends/index.js";
import { paths, type PeopleTab } from "../navigation/index.js";
import { deviceContext, Watching } from "../watching/index.js";
import "./rally-circle.js";
import "./rally-directory.js";

/** People: friends, requests, everyone, and those one keeps apart. */
@customElement("rally-people-page")
@localized()
export class RallyPeoplePage extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @property({ attribute: false }) tab: PeopleTab = "friends";
  private readonly received = new Watching(this, () => {
    const database = this.device?.database;
    return database && (async () => (await readCircle(database)).received.length);
  });

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
        font-weight: var(--weight-medium);
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
          border: 2px solid Highlight;
        }
      }
      .count {
        min-width: 1.35rem;
        padding: 0 0.35rem;
        border-radius: var(--radius-full);
        background: var(--color-ball);
        color: var(--color-on-ball);
        font-size: var(--text-xs);
        font-weight: var(--weight-bold);
        line-height: 1.35rem;
        text-align: center;
      }
      @media (max-width: 30rem) {
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
    return sidePage(
      this,
      msg("People"),
      html`<nav aria-label=${msg("People")}>
          ${this.link("friends", msg("Friends"))}
          ${this.link("requests", msg("Requests"), this.received.value ?? 0)}
          ${this.link("directory", msg("Everyone"))} ${this.link("apart", msg("Blocked"))}
        </nav>
        ${
          this.tab === "directory"
            ? html`<rally-directory></rally-directory>`
            : html`<rally-circle .tab=${this.tab}></rally-circle>`
        }`,
    );
  }

  private link(tab: PeopleTab, words: string, count = 0): TemplateResult {
    return html`<a href=${paths.people(tab)} aria-current=${this.tab === tab ? "page" : nothing}>
      ${words}
      ${
        count > 0
          ? html`<span class="count" aria-hidden="true">${count}</span>
              <span class="visually-hidden">${msg(str`${count} received`)}</span>`
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
