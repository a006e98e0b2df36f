import { consume } from "@lit/context";
import { localized, msg, str } from "@lit/localize";
import { RallyError } from "@rally/shared/errors";
import type { Person } from "@rally/shared/people";
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { reportUnlessClosed } from "../database/index.js";
import { baseStyles, buttonStyles, icon, emptyState, emptyStateStyles } from "../design/index.js";
import { deviceContext, LiveQueryController, type Device } from "../device/index.js";
import { relationsOf, strangers } from "./index.js";
import { NetworkError } from "../http/index.js";
import { errorSentence } from "../localization/index.js";
import { findKnownPeople, pagePeople } from "../people/index.js";
import { personLine, personLineStyles } from "./person-line.js";
import { personFinderStyles } from "./person-finder-styles.js";

/** Milliseconds without typing before the search is sent. */
const DEBOUNCE = 180;

/** All users page by page, or those whose name starts with the text; offline, the stored ones. */
@customElement("rally-directory")
@localized()
export class RallyDirectory extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @state() private text = "";
  @state() private people: readonly Person[] | undefined;
  @state() private next: string | undefined;
  @state() private problem: string | undefined;
  private readonly relations = new LiveQueryController(this, () => {
    const database = this.device?.database;
    return database && (() => relationsOf(database));
  });
  private debounce: ReturnType<typeof setTimeout> | undefined;
  private latest = 0;

  static override styles = [
    baseStyles,
    buttonStyles,
    personFinderStyles,
    emptyStateStyles,
    personLineStyles,
    css`
      :host {
        grid-template: none;
      }
      ul {
        margin-inline: calc(-1 * var(--space-xs));
        overflow: visible;
      }
      li.person {
        cursor: auto;
        line-height: inherit;
      }
      .more {
        justify-self: center;
        margin-block-start: var(--space-sm);
      }
    `,
  ];

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("device") || !this.device) return;
    this.relations.restart();
    this.find().catch(reportUnlessClosed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.debounce);
  }

  override render(): TemplateResult {
    const { people } = this;
    return html`
      <div class="box" role="search">
        ${icon("search")}
        <input
          type="search"
          aria-label=${msg("Search people")}
          placeholder=${msg("Search by name")}
          autocomplete="off"
          autocapitalize="none"
          spellcheck="false"
          .value=${this.text}
          @input=${this.typed}
        />
      </div>
      <p class="note" role="status">${this.note()}</p>
      ${
        people?.length === 0
          ? this.noOneFound()
          : html`<ul role="list" aria-label=${msg("People")} aria-busy=${people ? "false" : "true"}>
              ${repeat(people ?? [], ({ id }) => id, this.line)}
            </ul>`
      }
      ${
        this.next === undefined
          ? nothing
          : html`<button class="button more" @click=${() => this.find(this.next)}>
              ${msg("Show more")}
            </button>`
      }
    `;
  }

  private readonly line = (person: Person): TemplateResult =>
    personLine(person, this.relations.value?.get(person.id) ?? strangers);

  private note(): string | typeof nothing {
    if (this.problem !== undefined) return this.problem;
    const count = this.people?.length ?? 0;
    // Announces the number of results to screen readers.
    if (!this.text.trim() || count === 0) return nothing;
    return this.next === undefined && count === 1
      ? msg("1 person found")
      : msg(str`${count} people found`);
  }

  private noOneFound(): TemplateResult {
    const wanted = this.text.trim();
    return emptyState({
      icon: "search",
      heading: wanted ? msg("No one found") : msg("No one else is here yet"),
      words: wanted
        ? msg(str`No name starts with “${wanted}”. Check the spelling.`)
        : msg("Share this server's address with your friends."),
    });
  }

  private readonly typed = (event: InputEvent): void => {
    this.text = (event.target as HTMLInputElement).value;
    clearTimeout(this.debounce);
    this.debounce = setTimeout(() => void this.find().catch(reportUnlessClosed), DEBOUNCE);
  };

  private async find(after?: string): Promise<void> {
    const { device, text } = this;
    if (!device) return;
    const asked = (this.latest += 1);
    let problem: string | undefined;
    let page: { people: Person[]; next?: string | undefined };
    try {
      page = await pagePeople(device.session, text, after);
    } catch (error) {
      if (error instanceof NetworkError) {
        problem = msg("You're offline. These are the people saved on this device.");
      } else if (error instanceof RallyError) problem = errorSentence(error.code);
      else throw error;
      page = { people: await findKnownPeople(device.database, text) };
    }
    if (asked !== this.latest) return;
    const others = page.people.filter(({ id }) => id !== device.userId);
    this.people = after === undefined || problem ? others : [...(this.people ?? []), ...others];
    this.next = page.next;
    this.problem = problem;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-directory": RallyDirectory;
  }
}
