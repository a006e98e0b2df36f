import "@awesome.me/webawesome/dist/components/dialog/dialog.js";
import { localized, msg, str } from "@lit/localize";
import type { Person } from "@rally/shared/people";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { type ConversationRow, reportUnlessClosed } from "../../database/index.js";
import {
  baseStyles,
  buttonStyles,
  DialogController,
  dialogHead,
  dialogStyles,
  focusFirstInput,
  icon,
  searchFieldStyles,
} from "../../design/index.js";
import type { Device } from "../../device/index.js";
import "../../people/rally-avatar.js";
import { addPerson, candidatesFor, type AddOutcome, type Candidates } from "./add-people.js";

/** Milliseconds without typing before the search is sent. */
const DEBOUNCE_MS = 180;

/** A dialog that adds people to a group or channel: friends first, then everyone whom a search finds. */
@customElement("rally-add-people")
@localized()
export class RallyAddPeople extends LitElement {
  @state() private text = "";
  @state() private candidates: Candidates | undefined;
  /** What became of each person whom the user chose, by their id. */
  @state() private outcomes: ReadonlyMap<string, AddOutcome | "adding"> = new Map();
  private device: Device | undefined;
  private conversation: Pick<ConversationRow, "id" | "kind"> | undefined;
  private readonly modal = new DialogController(this);
  private debounce: ReturnType<typeof setTimeout> | undefined;
  private latest = 0;

  static override styles = [
    baseStyles,
    buttonStyles,
    dialogStyles,
    searchFieldStyles,
    css`
      :host {
        display: contents;
      }
      .note {
        margin-block: var(--space-xs);
        color: var(--color-ink-soft);
        font-size: var(--text-sm);
      }
      ul {
        height: min(var(--width-md), 50vh);
        overflow-y: auto;
        scrollbar-width: thin;
      }
      li {
        display: grid;
        grid-template:
          "picture name act" auto "picture username act" auto / auto minmax(0, 1fr)
          auto;
        column-gap: var(--space-sm);
        align-items: center;
        padding-block: var(--space-xs);
        line-height: 1.3;
        --avatar-size: var(--size-avatar-md);
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
        font-weight: var(--weight-bold);
      }
      .username {
        grid-area: username;
        color: var(--color-ink-soft);
        font-size: var(--text-sm);
      }
      .problem {
        grid-area: username;
        color: var(--color-danger);
        font-size: var(--text-sm);
      }
      .button,
      .state {
        grid-area: act;
      }
      .state {
        display: inline-flex;
        align-items: center;
        gap: var(--space-2xs);
        color: var(--color-ink-soft);
        font-size: var(--text-sm);
      }
    `,
  ];

  /** Opens the dialog for a conversation. */
  show(device: Device, conversation: Pick<ConversationRow, "id" | "kind">): void {
    Object.assign(this, { device, conversation, text: "", outcomes: new Map() });
    this.candidates = undefined;
    this.modal.show();
    this.find().catch(reportUnlessClosed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.debounce);
  }

  override render(): TemplateResult {
    const people = this.candidates?.people ?? [];
    return html`<wa-dialog
      without-header
      light-dismiss
      label=${msg("Add people")}
      ?open=${this.modal.open}
      @wa-after-show=${() => {
        focusFirstInput(this.renderRoot);
      }}
      @wa-after-hide=${this.modal.hidden}
    >
      ${dialogHead(msg("Add people"), this.modal)}
      <div class="box" role="search">
        ${icon("search")}
        <input
          type="search"
          aria-label=${msg("Search people")}
          placeholder=${msg("Search by name")}
          autocomplete="off"
          autocapitalize="none"
          spellcheck="false"
          maxlength="64"
          .value=${this.text}
          @input=${this.typed}
        />
      </div>
      <p class="note" role="status">${this.note()}</p>
      <ul role="list" aria-label=${msg("People")} aria-busy=${this.candidates ? "false" : "true"}>
        ${repeat(people, ({ id }) => id, this.line)}
      </ul>
    </wa-dialog>`;
  }

  private readonly line = (person: Person): TemplateResult => {
    const outcome = this.outcomes.get(person.id);
    const problem = typeof outcome === "object" ? outcome.problem : undefined;
    return html`<li>
      <rally-avatar
        person-id=${person.id}
        .name=${person.displayName}
        .avatar=${person.avatar}
      ></rally-avatar>
      <span class="name" dir="auto">${person.displayName}</span>
      ${
        problem
          ? html`<span class="problem" role="alert">${problem}</span>`
          : html`<span class="username">@${person.username}</span>`
      }
      ${
        outcome === "added" || outcome === "member"
          ? html`<span class="state" role="status"
              >${icon("check")}${outcome === "added" ? msg("Added") : msg("Already in")}</span
            >`
          : html`<button
              class="button"
              aria-label=${msg(str`Add ${person.displayName}`)}
              aria-disabled=${outcome === "adding" ? "true" : "false"}
              @click=${() => this.add(person)}
            >
              ${msg("Add")}
            </button>`
      }
    </li>`;
  };

  private note(): string | typeof nothing {
    const { candidates } = this;
    if (!candidates) return nothing;
    if (candidates.problem !== undefined) return candidates.problem;
    if (candidates.people.length > 0) return nothing;
    const wanted = this.text.trim();
    return wanted
      ? msg(str`No name starts with “${wanted}”. Check the spelling.`)
      : msg("No one else is here yet.");
  }

  private readonly typed = (event: InputEvent): void => {
    this.text = (event.target as HTMLInputElement).value;
    clearTimeout(this.debounce);
    this.debounce = setTimeout(() => void this.find().catch(reportUnlessClosed), DEBOUNCE_MS);
  };

  private async find(): Promise<void> {
    const { device, text } = this;
    if (!device) return;
    const asked = (this.latest += 1);
    const candidates = await candidatesFor(device, text);
    if (asked === this.latest) this.candidates = candidates;
  }

  private async add(person: Person): Promise<void> {
    const { device, conversation } = this;
    if (!device || !conversation || this.outcomes.get(person.id) === "adding") return;
    const note = (outcome: AddOutcome | "adding"): void => {
      if (this.conversation === conversation)
        this.outcomes = new Map([...this.outcomes, [person.id, outcome]]);
    };
    note("adding");
    note(await addPerson(device, conversation.id, person));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-add-people": RallyAddPeople;
  }
}
