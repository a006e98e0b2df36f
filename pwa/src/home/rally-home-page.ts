import { consume } from "@lit/context";
import { localized, msg, str } from "@lit/localize";
import { RallyError } from "@rally/shared/errors";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { reportUnlessClosed } from "../database/index.js";
import { baseStyles, buttonStyles } from "../design/index.js";
import { deviceContext, LiveQueryController, type Device } from "../device/index.js";
import { NetworkError } from "../http/index.js";
import { shownCount } from "../localization/index.js";
import { pathTo } from "../navigation/index.js";
import { ObservableController } from "../observable/index.js";
import { session } from "../session/index.js";
import { fetchHome } from "./cached-home.js";
import { greeting } from "./greeting.js";
import { HomeCards, type ShownCard } from "./home-card.js";
import { homeCards } from "./home-cards.js";
import { homeIllustration } from "./home-illustration.js";
import { homePageStyles } from "./home-page-styles.js";
import { unreadOf } from "./unread.js";

/**
 * A greeting and the cards of `home-cards.ts`: from this device first, then as the server answers.
 * @fires page-heading - `detail` is the page's heading.
 */
@customElement("rally-home-page")
@localized()
export class RallyHomePage extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;

  private readonly cards = new HomeCards(this, homeCards, () => this.device);
  private readonly all = new ObservableController(this, () => this.device?.conversations);
  /** Changes of the user's own rows, for example a new friend or request. */
  private readonly version = new LiveQueryController(
    this,
    () => {
      const database = this.device?.database;
      return database && (() => database.getMeta("userVersion"));
    },
    () => {
      this.ask().catch(reportUnlessClosed);
    },
  );
  private readonly session = new ObservableController(this, () => session.state);
  private readonly connection = new ObservableController(
    this,
    () => this.device?.connection,
    ({ status }) => {
      if (status === "online") this.ask().catch(reportUnlessClosed);
    },
  );
  private isAsking = false;

  static override styles = [baseStyles, buttonStyles, homePageStyles];

  override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has("device")) return;
    this.cards.restart();
    this.version.restart();
    this.all.follow();
    this.connection.follow();
  }

  override firstUpdated(): void {
    const detail = msg("Home");
    this.dispatchEvent(new CustomEvent("page-heading", { detail, bubbles: true, composed: true }));
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("h1")?.focus();
  }

  override render(): TemplateResult {
    const { shown, settled } = this.cards;
    const columns = shown.filter(({ size }) => size !== "wide").length > 1 ? "two" : "one";
    return html`<div class="scroll">
      <header>
        ${homeIllustration()}
        <div class="welcome">
          <h1 tabindex="-1">${greeting(this.name, new Date().getHours())}</h1>
          <p>${this.summary()}</p>
        </div>
      </header>
      <div class="cards ${columns}" @page-focus=${() => this.focus()}>
        ${repeat(shown, ({ id }) => id, card)} ${settled && shown.length === 0 ? quiet() : nothing}
      </div>
    </div>`;
  }

  private get name(): string {
    const state = this.session.value;
    return state && state.status !== "signed-out" ? state.displayName : "";
  }

  private summary(): string {
    const all = this.all.value?.value;
    if (!all) return "";
    const { messages } = unreadOf(all, 0);
    if (messages === 0) return msg("You've read all your messages.");
    return messages === 1
      ? msg("You have 1 unread message.")
      : msg(str`You have ${shownCount(messages)} unread messages.`);
  }

  /** Fetches home's content; when offline, after the connection is restored. */
  private async ask(): Promise<void> {
    const { device } = this;
    if (!device || this.isAsking || device.connection.value.status !== "online") return;
    this.isAsking = true;
    try {
      await fetchHome(device.database, device.session.call);
    } catch (error) {
      if (!(error instanceof NetworkError || error instanceof RallyError)) throw error;
    } finally {
      this.isAsking = false;
    }
  }
}

/** A card in its frame; one without a heading draws its own. */
function card({ id, size, heading, link, content }: ShownCard): TemplateResult {
  if (!heading) return html`<div class=${size}>${content()}</div>`;
  const more = link?.();
  return html`<section class=${size} aria-labelledby=${id}>
    <div class="title">
      <h2 id=${id}>${heading()}</h2>
      ${more ? html`<a href=${more.href}>${more.words}</a>` : nothing}
    </div>
    ${content()}
  </section>`;
}

function quiet(): TemplateResult {
  return html`<div class="quiet">
    <p>${msg("Nothing new right now. A good time to write to someone.")}</p>
    <a class="button" href=${pathTo("people", { tab: "directory" })}>${msg("Find people")}</a>
  </div>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-home-page": RallyHomePage;
  }
}
