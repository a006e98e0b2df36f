import { consume } from "@lit/context";
import { localized, msg, str } from "@lit/localize";
import type { Person } from "@rally/shared/people";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { reportUnlessClosed } from "../database/index.js";
import { baseStyles, icon, untilReleased } from "../design/index.js";
import { deviceContext, type Device } from "../device/index.js";
import { NetworkError } from "../http/index.js";
import { errorSentence } from "../localization/index.js";
import { RallyError } from "@rally/shared/errors";
import { pathTo, router } from "../navigation/index.js";
import { answersTo, findKnownPeople, searchPeople } from "../people/index.js";
import { personFinderStyles } from "./person-finder-styles.js";
import "../people/rally-avatar.js";

/** Milliseconds without typing before the search is sent. */
const DEBOUNCE = 180;

/**
 * Finds users by name, on the server or, when offline, on this device, and opens the conversation
 * with the selected one.
 * @fires person-chosen - The conversation is open.
 */
@customElement("rally-person-finder")
@localized()
export class RallyPersonFinder extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @property({ attribute: false }) text = "";

  @state() private people: readonly Person[] | undefined;
  @state() private active = 0;
  @state() private problem: "offline" | { sentence: string } | undefined;
  private debounce: ReturnType<typeof setTimeout> | undefined;
  private latest = 0;
  private held: Promise<void> | undefined;

  static override shadowRootOptions: ShadowRootInit = {
    ...LitElement.shadowRootOptions,
    delegatesFocus: true,
  };
  static override styles = [baseStyles, personFinderStyles];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.debounce);
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("device") && this.device) this.find().catch(reportUnlessClosed);
  }

  override render(): TemplateResult {
    const people = this.people ?? [];
    return html`
      <div class="box">
        ${icon("search")}
        <input
          type="text"
          role="combobox"
          aria-label=${msg("Find someone")}
          placeholder=${msg("Search by name")}
          autocomplete="off"
          autocapitalize="none"
          spellcheck="false"
          aria-autocomplete="list"
          aria-expanded=${people.length > 0 ? "true" : "false"}
          aria-controls="people"
          aria-activedescendant=${people[this.active] ? `person-${this.active}` : nothing}
          .value=${this.text}
          @input=${this.typed}
          @keydown=${this.steer}
        />
      </div>
      <p class="note" role="status">${this.note()}</p>
      <ul
        id="people"
        role="listbox"
        aria-label=${msg("People")}
        ?hidden=${people.length === 0}
        @pointerdown=${this.hold}
      >
        ${repeat(people, ({ id }) => id, this.option)}
      </ul>
    `;
  }

  // Keys are handled by the combobox, which keeps the focus.
  /* eslint-disable lit-a11y/click-events-have-key-events */
  private readonly option = (person: Person, index: number): TemplateResult =>
    html`<li
      id="person-${index}"
      role="option"
      aria-selected=${index === this.active ? "true" : "false"}
      @click=${() => this.choose(person)}
      @pointermove=${() => {
        this.active = index;
      }}
    >
      <rally-avatar
        person-id=${person.id}
        .name=${person.displayName}
        .avatar=${person.avatar}
      ></rally-avatar>
      <span class="name">${person.displayName}</span>
      <span class="username">@${person.username}</span>
    </li>`;
  /* eslint-enable lit-a11y/click-events-have-key-events */

  private note(): string | typeof nothing {
    const none = this.people?.length === 0;
    if (this.problem === "offline") {
      return none
        ? msg(
            "You're offline, and no one with that name is saved on this device. Try again when you're back online.",
          )
        : msg("You're offline. These are the people saved on this device.");
    }
    if (this.problem) return this.problem.sentence;
    if (!none) return nothing;
    const wanted = this.text.trim();
    return wanted
      ? msg(str`No name starts with “${wanted}”. Check the spelling.`)
      : msg("No one else is here yet.");
  }

  private readonly typed = (event: InputEvent): void => {
    this.text = (event.target as HTMLInputElement).value;
    // Discards the answers of pending requests: they are for the former text.
    this.latest += 1;
    // Removes results that no longer match at once, so that none disappears during a click.
    const meant = this.people?.filter((person) => answersTo(person, this.text));
    this.people = meant?.length ? meant : undefined;
    this.active = 0;
    clearTimeout(this.debounce);
    this.debounce = setTimeout(() => void this.find().catch(reportUnlessClosed), DEBOUNCE);
  };

  private async find(): Promise<void> {
    const { device, text } = this;
    if (!device) return;
    const asked = (this.latest += 1);
    let problem: typeof this.problem;
    let people: Person[];
    try {
      people = await searchPeople(device.session, text);
    } catch (error) {
      if (error instanceof NetworkError) problem = "offline";
      else if (error instanceof RallyError) problem = { sentence: errorSentence(error.code) };
      else throw error;
      people = await findKnownPeople(device.database, text);
    }
    await this.held;
    if (asked !== this.latest || !this.isConnected) return;
    this.people = people.filter(({ id }) => id !== device.userId);
    this.problem = problem;
    this.active = 0;
  }

  private readonly hold = ({ button }: PointerEvent): void => {
    if (button === 0) this.held = untilReleased();
  };

  private readonly steer = (event: KeyboardEvent): void => {
    const people = this.people ?? [];
    const last = people.length - 1;
    if (event.key === "ArrowDown") this.active = Math.min(this.active + 1, last);
    else if (event.key === "ArrowUp") this.active = Math.max(this.active - 1, 0);
    else if (event.key === "Enter" && people[this.active]) void this.choose(people[this.active]!);
    else return;
    event.preventDefault();
    void this.updateComplete.then(() => {
      this.renderRoot.querySelector(`#person-${this.active}`)?.scrollIntoView({ block: "nearest" });
    });
  };

  private async choose(person: Person): Promise<void> {
    if (!this.device) return;
    const id = await this.device.startConversation(person);
    router.go(pathTo("conversation", { id }));
    this.dispatchEvent(new CustomEvent("person-chosen", { bubbles: true, composed: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-person-finder": RallyPersonFinder;
  }
}
