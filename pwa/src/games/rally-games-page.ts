import { localized, msg } from "@lit/localize";
import { computerLevels, gameIds, type GameId } from "@rally/shared/games";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { baseStyles, buttonStyles, icon, pageStyles, selectStyles } from "../design/index.js";
import { pathTo, sidePage } from "../navigation/index.js";
import { gameEntries, levelLabel } from "./game-entries.js";
import { gameIcon } from "./game-icons.js";
import { gamesPageStyles } from "./games-page-styles.js";
import { readChoice, storeChoice, type LocalChoice } from "./local-choice.js";
import { settingFields, settingFieldStyles } from "./setting-fields.js";

/** The lobby: a card for each game, with its settings and who to play against. */
@customElement("rally-games-page")
@localized()
export class RallyGamesPage extends LitElement {
  @state() private choices = new Map(gameIds.map((id) => [id, readChoice(id)]));

  static override styles = [
    baseStyles,
    buttonStyles,
    selectStyles,
    pageStyles,
    settingFieldStyles,
    gamesPageStyles,
  ];

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("h1")?.focus();
  }

  override render(): TemplateResult {
    return sidePage(
      this,
      msg("Games"),
      html`<ul class="games" role="list">
        ${gameIds.map((id) => this.card(id))}
      </ul>`,
    );
  }

  private card(id: GameId): TemplateResult {
    const { name, hint, preview, fields } = gameEntries[id];
    const choice = this.choices.get(id) ?? readChoice(id);
    return html`<li class="game" aria-labelledby="game-${id}">
      <div class="picture">${preview()}</div>
      <div class="body">
        <div>
          <h2 id="game-${id}">${name()}</h2>
          <p class="hint">${hint()}</p>
        </div>
        <fieldset class="levels">
          <legend>${msg("Level of the computer")}</legend>
          ${computerLevels.map(
            (level) =>
              html`<label
                ><input
                  type="radio"
                  name="level-${id}"
                  .checked=${choice.level === level}
                  @change=${() => this.choose(id, { ...choice, level })}
                /><span>${levelLabel(level)}</span></label
              >`,
          )}
        </fieldset>
        <div class="actions">
          <a
            class="button primary"
            href=${pathTo("local-match", { game: id, opponent: "computer" })}
            >${gameIcon("bot")}<span>${msg("Play the computer")}</span></a
          >
          <a class="button" href=${pathTo("local-match", { game: id, opponent: "friend" })}
            >${icon("users")}<span>${msg("Two on this device")}</span></a
          >
        </div>
        ${
          fields.length > 0
            ? html`<details>
                <summary>${msg("Settings of the game")}</summary>
                ${settingFields(fields, choice.settings, (settings) =>
                  this.choose(id, { ...choice, settings }),
                )}
              </details>`
            : nothing
        }
      </div>
    </li>`;
  }

  private choose(id: GameId, choice: LocalChoice): void {
    storeChoice(id, choice);
    this.choices = new Map(this.choices).set(id, choice);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-games-page": RallyGamesPage;
  }
}
