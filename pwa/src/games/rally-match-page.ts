import { consume } from "@lit/context";
import { localized, msg } from "@lit/localize";
import { RallyError } from "@rally/shared/errors";
import { getMatch, type GameId } from "@rally/shared/games";
import { html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import {
  baseStyles,
  buttonStyles,
  emptyState,
  emptyStateStyles,
  pageStyles,
} from "../design/index.js";
import { reportUnlessClosed } from "../database/index.js";
import { deviceContext, type Device } from "../device/index.js";
import { NetworkError } from "../http/index.js";
import { pathTo, sidePage } from "../navigation/index.js";
import { ObservableController } from "../observable/index.js";
import { gameEntries } from "./game-entries.js";
import { matchPageStyles } from "./match-frame.js";
import { OnlineMatch } from "./online/online-match.js";
import "./online/rally-online-connect-four.js";
import "./online/rally-online-pong.js";
import "./replay/rally-replay.js";
import type { PastMatch } from "./replay/rally-replay.js";

/** A match on the server, for its players and its spectators. */
@customElement("rally-match-page")
@localized()
export class RallyMatchPage extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @property({ attribute: false }) matchId = "";
  @state() private match: OnlineMatch | undefined;
  private readonly view = new ObservableController(this, () => this.match?.view);
  /** The match, if it had ended before it was opened. */
  @state() private past: PastMatch | undefined;
  @state() private isMissing = false;
  private readonly status = new ObservableController(
    this,
    () => this.match?.connection.status,
    (status) => {
      if (status === "closed" && !this.match?.view.value) this.load().catch(reportUnlessClosed);
    },
  );

  static override styles = [
    baseStyles,
    buttonStyles,
    emptyStateStyles,
    pageStyles,
    matchPageStyles,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.match?.close();
    this.match = undefined;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("device") || changed.has("matchId")) this.open();
  }

  override focus(): void {
    const content = this.renderRoot.querySelector<HTMLElement>(".column > *");
    (content ?? this.renderRoot.querySelector<HTMLElement>("h1"))?.focus();
  }

  override render(): TemplateResult {
    const game = this.view.value?.joined.game ?? this.past?.game;
    const heading = game ? gameEntries[game].name() : msg("Match");
    return sidePage(this, heading, this.content(game));
  }

  private content(game: GameId | undefined): TemplateResult {
    if (this.past) {
      return html`<rally-replay
        .match=${this.past}
        .userId=${this.device?.userId ?? ""}
      ></rally-replay>`;
    }
    if (game === "connect-four") {
      return html`<rally-online-connect-four .match=${this.match}></rally-online-connect-four>`;
    }
    if (game === "pong") {
      return html`<rally-online-pong .match=${this.match}></rally-online-pong>`;
    }
    if (!this.isMissing) {
      return html`<p role="status">${msg("Opening the match…")}</p>`;
    }
    return emptyState({
      icon: "gamepad",
      heading: msg("This match isn't available"),
      words: msg("It was deleted, or you can't see it."),
      action: { href: pathTo("games"), words: msg("Back to games") },
    });
  }

  private open(): void {
    const { device, matchId } = this;
    this.past = undefined;
    this.isMissing = false;
    this.match?.close();
    this.match = device && new OnlineMatch(device.session, matchId);
    this.view.follow();
    this.status.follow();
  }

  /** Reads a match whose socket the server has closed at once: it has ended, or is not visible. */
  private async load(): Promise<void> {
    const { device, matchId } = this;
    if (!device) return;
    try {
      const { data } = await device.session.call(getMatch, { params: { id: matchId } });
      if (matchId !== this.matchId) return;
      if (data.end) this.past = data;
      else this.isMissing = true;
    } catch (error) {
      if (!(error instanceof NetworkError || error instanceof RallyError)) throw error;
      this.isMissing = true;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-match-page": RallyMatchPage;
  }
}
