import { consume } from "@lit/context";
import { localized, msg, str } from "@lit/localize";
import { RallyError } from "@rally/shared/errors";
import type { Person } from "@rally/shared/people";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { reportUnlessClosed } from "../database/index.js";
import { baseStyles, buttonStyles, icon } from "../design/index.js";
import { deviceContext, LiveQueryController, type Device } from "../device/index.js";
import { NetworkError } from "../http/index.js";
import { pathTo, router } from "../navigation/index.js";
import { fetchSuggestions, readSuggestions } from "../people/index.js";
import "../people/rally-avatar.js";
import { ObservableController } from "../observable/index.js";
import { startConversation } from "./index.js";

/** As many as fit below a short list. */
const MOST = 4;

/** A few people to write to, below a list with few chats; nothing while the device knows of none. */
@customElement("rally-suggested-people")
@localized()
export class RallySuggestedPeople extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;

  private readonly people = new LiveQueryController(this, () => {
    const database = this.device?.database;
    return database && (() => readSuggestions(database, MOST));
  });
  private readonly connection = new ObservableController(
    this,
    () => this.device?.connection,
    ({ status }) => {
      if (status === "online") this.ask().catch(reportUnlessClosed);
    },
  );

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      section {
        margin: var(--space-md) var(--space-xs) 0;
        padding-block-start: var(--space-md);
        border-block-start: 1px solid var(--color-line);
      }
      h3 {
        padding-inline: var(--space-2xs);
        color: var(--color-ink-soft);
        font-size: var(--text-sm);
      }
      ul {
        margin-block: var(--space-2xs);
        margin-inline: calc(-1 * var(--space-xs));
      }
      .person {
        display: grid;
        grid-template:
          "picture name sign" auto "picture username sign" auto / auto minmax(0, 1fr)
          auto;
        column-gap: var(--space-sm);
        align-items: center;
        width: 100%;
        padding: var(--space-xs) var(--space-sm);
        border: 0;
        border-radius: var(--radius-md);
        background: transparent;
        text-align: start;
        line-height: 1.35;
        --avatar-size: var(--size-avatar-md);
      }
      @media (hover: hover) {
        .person:hover {
          background: var(--color-hover);
        }
      }
      .person:focus-visible {
        outline-offset: calc(-1 * var(--stroke-focus));
      }
      rally-avatar {
        grid-area: picture;
      }
      .name,
      .username {
        overflow: hidden;
        white-space: nowrap;
        text-overflow: ellipsis;
      }
      .name {
        grid-area: name;
        font-weight: var(--weight-bold);
      }
      .username {
        grid-area: username;
        color: var(--color-ink-faint);
        font-size: var(--text-sm);
      }
      .icon {
        grid-area: sign;
        color: var(--color-link);
      }
      a {
        display: inline-flex;
        align-items: center;
        min-height: var(--size-target);
        padding-inline: var(--space-2xs);
        font-size: var(--text-sm);
        font-weight: var(--weight-bold);
        text-decoration: none;
      }
      a:hover {
        text-decoration: underline;
      }
    `,
  ];

  override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has("device")) return;
    this.people.restart();
    this.connection.follow();
  }

  override render(): TemplateResult | typeof nothing {
    const people = this.people.value ?? [];
    if (people.length === 0) return nothing;
    return html`<section aria-labelledby="heading">
      <h3 id="heading">${msg("People you can write to")}</h3>
      <ul role="list" aria-labelledby="heading">
        ${repeat(people, ({ id }) => id, this.person)}
      </ul>
      <a href=${pathTo("people", { tab: "directory" })}>${msg("Browse people")}</a>
    </section>`;
  }

  private readonly person = (person: Person): TemplateResult =>
    html`<li>
      <button
        class="person"
        aria-label=${msg(str`Write to ${person.displayName}`)}
        @click=${() => this.write(person)}
      >
        <rally-avatar
          person-id=${person.id}
          .name=${person.displayName}
          .avatar=${person.avatar}
        ></rally-avatar>
        <span class="name" dir="auto">${person.displayName}</span>
        <span class="username">@${person.username}</span>
        ${icon("messageCircle")}
      </button>
    </li>`;

  private async write(person: Person): Promise<void> {
    if (!this.device) return;
    const id = await startConversation(this.device.database, person);
    router.go(pathTo("conversation", { id }));
  }

  /** What cannot be asked for now is asked for when the connection is back. */
  private async ask(): Promise<void> {
    const { device } = this;
    try {
      if (device) await fetchSuggestions(device.database, device.session.call);
    } catch (error) {
      if (!(error instanceof NetworkError || error instanceof RallyError)) throw error;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-suggested-people": RallySuggestedPeople;
  }
}
